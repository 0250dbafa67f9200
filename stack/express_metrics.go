package stack

import (
	"slices"
	"strings"

	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
	"scaffold/stack/source"
)

// meters are the functions whose call measures requests and tells the numbers under a path of their own.
var meters = map[string]bool{
	"express-prom-bundle": true, "prometheus-api-metrics": true, "express-prometheus-middleware": true, "express-prometheus-middleware#default": true,
	"swagger-stats#getMiddleware": true, "@opentelemetry/exporter-prometheus#PrometheusExporter": true, "appmetrics-prometheus#attach": true,
}

// boards are the functions that make a page which shows queues.
var boards = map[string]bool{
	"@bull-board/api#createBullBoard": true, "bull-board#createBullBoard": true, "bull-arena": true, "agendash": true, "@queuedash/api#createQueueDashExpressMiddleware": true,
}

// measures looks for what tells metrics, and for pages that show queues.
func (d *expressDetector) measures(m *nodejs.Module, n ts.Node) {
	callee := n.Expression()
	v := d.p.Value(m, callee, 0)
	switch name := plainName(v); {
	case meters[name] && d.runs(n):
		d.add(Metrics, m, n, shorten(n.Source()), "")
	case boards[name] && d.runs(n):
		d.add(QueueBoard, m, n, shorten(n.Source()), "")
	case callee.Kind() == ts.KindPropertyAccessExpression && callee.Name().Source() == "metrics" && d.runs(n):
		if d.p.Maker(d.p.Value(m, callee.Expression(), 0)).Module == "prom-client" {
			d.add(Metrics, m, n, shorten(n.Source()), "")
		}
	}
}

// queues draws the names of the queues that the app's package fills or works off with BullMQ.
func (d *expressDetector) queues() {
	if !d.app.Is(Queue, "bullmq") {
		return
	}
	var names []string
	var at source.Pos
	for _, file := range d.p.Own {
		if !nodejs.Mentions(string(d.p.Text(file)), "bullmq") {
			continue
		}
		m := d.p.Module(file)
		if m == nil {
			continue
		}
		for _, n := range m.Calls {
			if name, ok := d.queueName(m, n); ok && !slices.Contains(names, name) {
				names = append(names, name)
				at = m.At(n)
			}
		}
	}
	slices.Sort(names)
	if len(names) > 0 {
		d.app.Facts[Queues] = Fact{strings.Join(names, ","), at}
	}
}

// queueName returns the name that a call gives to a queue or a worker.
func (d *expressDetector) queueName(m *nodejs.Module, n ts.Node) (string, bool) {
	args := n.Arguments().Nodes
	if n.Kind() != ts.KindNewExpression || len(args) == 0 {
		return "", false
	}
	switch plainName(d.p.Value(m, n.Expression(), 0)) {
	case "bullmq#Queue", "bullmq#Worker", "bullmq#QueueEvents":
		v := d.p.Value(m, args[0], 0)
		if !v.Node.Valid() {
			return "", false
		}
		name, ok := v.Node.Unwrap().Literal()
		return name, ok && !strings.ContainsAny(name, "',\\\n")
	}
	return "", false
}
