package stack

// Image says how a service is built and started in a container whose build context is the repository's root. The
// repository keeps its layout in it, so that paths are the same inside and outside.
type Image struct {
	Dir       string      // that dependencies are installed in, "." for the root
	Manifests []ImageCopy // what an install needs, so that a change of code does not repeat it
	Setup     string      // makes the package manager available, "" where it is
	Cache     string      // folder in which downloads are kept between builds
	Install   string
	Generate  []string // commands that make code before the build
	Prisma    bool     // Prisma's command line is there, whose engine needs OpenSSL
	Build     []string
	Prune     []string // leave out what only the build needs
	Native    bool     // Go: parts are in C
	Package   string   // Go: the main package
	Assets    []string // Go: folders beside the program that it may read
	Start     []string // run in the app's folder
	Port      string
	// Migrator tells that the image holds what migrates the database, so that a platform can run that before a deploy.
	Migrator bool
}

// ImageCopy is files that go to one folder.
type ImageCopy struct {
	From []string
	To   string
}

// Image says how the app is built into an image. preload are created files that are loaded before all others.
func (a *App) Image(preload ...string) Image { return a.Language.Image(a, preload) }
