// Package templates holds what a site is made of besides records: HTML
// templates, static files, the words of the interface and the skeletons of new
// records.
package templates

import "embed"

// FS is the file system: pages/, static/, messages/, skeletons/.
//
//go:embed pages static messages skeletons
var FS embed.FS
