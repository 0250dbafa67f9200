package stack

import (
	ts "scaffold/patcher/tssrc"
	"scaffold/stack/nodejs"
)

// caches are the functions whose call makes a store for what is expensive to make.
var caches = map[string]bool{
	"cache-manager#createCache": true, "cache-manager#caching": true, "cache-manager#multiCaching": true, "cacheable#Cacheable": true,
	"apicache#middleware": true, "express-redis-cache": true, "route-cache#cacheSeconds": true,
	"bentocache#BentoCache": true, "async-cache-dedupe#createCache": true,
}

// keeps looks for a cache of the app's own choice.
func (d *expressDetector) keeps(m *nodejs.Module, n ts.Node) {
	if caches[plainName(d.p.Value(m, n.Expression(), 0))] && d.runs(n) {
		d.add(Cache, m, n, shorten(n.Source()), "")
	}
}
