package generators

// ServicePort is the port of the service that a front shows, where PORT is not set.
func (d data) ServicePort() string {
	if d.App.Service == nil {
		return ""
	}
	return data{App: d.App.Service, context: d.context}.Port()
}
