// Package output turns pages into a directory: whole, in parallel, the same
// bytes every time, and without writing again what did not change.
//
// # What a reader of the directory sees
//
// The old site or the new one, never a mixture. Pages are written to a folder
// beside the output, on the same file system; the manifest is written last; then
// the two folders change places in one step and the old one is removed. Whatever
// goes wrong before that step - an error of a page, a full disk, a killed
// process - leaves the old site as it was. Linux and macOS exchange two folders
// atomically; a program that holds the old folder open, or is on its way into it
// at that moment, may find a file gone and has to look again. Elsewhere, and on
// file systems that cannot do it, the old folder is renamed aside and the new one
// put in its place; if the second rename fails the first is undone, and if the
// process dies between the two the next build undoes it.
//
// # What is never touched
//
// A folder is replaced only if it is empty or everything in it was written by
// this package, as its manifest tells. Anything else is an error and stays where
// it is, and so are a symbolic link, a file, the root of a file system, and a
// folder that is or holds one of Options.Protect. The only names used beside an
// output "public" are ".public.minutebook-new", "-old" and "-lock"; they belong
// to this package, and the next build removes what a dead one left.
//
// # One at a time
//
// A build holds an advisory lock (flock, on Windows LockFileEx) that the system
// lets go when the process dies. Systems with neither use a file that exists
// while a build runs; after a crash it has to be removed by hand, and the error
// says so. Locks of network file systems are as good as the file system.
//
// # Incremental builds
//
// A page whose digest is that of the previous manifest is not rendered, if the same
// version of the program wrote that: its file
// is carried over from the old site by a hard link, or a copy where links cannot
// be had. A file is carried over only if it still is what the manifest says:
// size and mode are compared, and a file modified since the manifest was written
// is hashed. The result has the bytes of a clean build. Because old and new site
// may share a file for a moment, no file is ever opened for writing twice. If no
// page had to be written and none went away, and the manifest would say the same,
// the site is left alone.
//
// # Durability
//
// The manifest and the folders around the exchange are synced, the pages are
// not: 12,000 fsyncs cost more than a build. After a power failure Verify tells
// whether every page reached the disk; a page that was cut short differs in size
// and is rendered again by the next build.
package output

import (
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
)

// Page is one file of the site.
type Page struct {
	// Path is slash-separated and relative to the site. It must be a name that
	// every file system can keep; see Write.
	Path string
	// Digest stands for everything Write's bytes depend on, the program and its
	// templates included. Zero means unknown: the page is always rendered.
	Digest [32]byte
	// Source is the file of the record that the page tells of, for the manifest;
	// "" if there is none. One that no page could be named like is left out.
	Source string
	// Write writes the page. It is called at most once, from any goroutine. An
	// error of w may be ignored: it is reported all the same.
	Write func(w io.Writer) error
	// Make, if there is one, makes the page; all but the path is left to it. It is
	// called at most once, from any goroutine, so that pages are made side by side.
	Make func() Page
}

// Made is the page, made if it was not yet.
func (p Page) Made() Page {
	if p.Make == nil {
		return p
	}
	made := p.Make()
	made.Path = p.Path
	return made
}

// Options say how to write a site. The zero value is a good one.
type Options struct {
	// Workers is the number of pages rendered at a time; 0 is GOMAXPROCS.
	Workers int
	// Fresh renders every page, whatever the digests say.
	Fresh bool
	// Wait waits for another build of the same output to end, as long as the
	// context allows. Otherwise Write fails with ErrBusy.
	Wait bool
	// Protect lists paths that must outlive the output folder: the archive, the
	// home folder. A folder that is or holds one of them is refused.
	Protect []string
	// Built is what the manifest says of the whole site.
	Built Built
}

// Stats tell what Write did.
type Stats struct {
	Pages   int   // pages of the new site
	Bytes   int64 // their sizes added up
	Written int   // pages rendered
	Reused  int   // pages carried over from the previous site
	Removed int   // pages of the previous site that the new one has not
	// Leftover is a folder beside the output that could not be removed, "" if
	// there is none. The new site is in place; the next build tries again.
	Leftover string
	// Site stands for the site as it is now: its manifest's SHA-256.
	Site [32]byte
}

// Write makes dir a site of exactly these pages, and its manifest.
//
// Every path is checked as it comes: relative, UTF-8, no empty, "." or ".."
// component, none over 255 bytes, none that Windows reserves or that ends in a
// dot or space, no control characters, nothing under ".minutebook". No two paths
// may be the same after NFC and case folding, nor a page be a folder of another.
//
// Pages are taken from the sequence as workers become free, and made by them, so
// that only one more than there are workers is in memory. Of several that fail, the first one's error
// is returned.
func Write(ctx context.Context, dir string, pages iter.Seq[Page], opt Options) (Stats, error) {
	p, err := locate(dir, opt.Protect)
	if err != nil {
		return Stats{}, err
	}
	defer p.close()
	unlock, err := p.lock(ctx, opt.Wait)
	if err != nil {
		return Stats{}, err
	}
	defer unlock()
	if err := p.recover(); err != nil {
		return Stats{}, err
	}
	old, err := p.previous()
	if err != nil {
		return Stats{}, err
	}
	defer old.close()
	stats, err := p.build(ctx, old, pages, opt)
	if err != nil {
		return Stats{}, fmt.Errorf("write site %s: %w", dir, err)
	}
	return stats, nil
}

// Standing looks whether dir is the site that a Write left whose Stats.Site is
// known, with every file as it was written. If so there is nothing to write for
// whoever knows that the pages are the same. It refuses what Write refuses.
func Standing(ctx context.Context, dir string, site [32]byte, opt Options) (Stats, bool, error) {
	p, err := locate(dir, opt.Protect)
	if err != nil {
		return Stats{}, false, err
	}
	defer p.close()
	unlock, err := p.lock(ctx, opt.Wait)
	if err != nil {
		return Stats{}, false, err
	}
	defer unlock()
	if err := p.recover(); err != nil {
		return Stats{}, false, err
	}
	old, err := p.previous()
	if err != nil {
		return Stats{}, false, err
	}
	defer old.close()
	if old.manifest == nil || old.manifest.sum != site {
		return Stats{}, false, nil
	}
	info, err := old.site.Stat(".")
	if err != nil {
		return Stats{}, false, fmt.Errorf("look at the site %s: %w", dir, err)
	}
	s := &stage{old: old, modes: runtime.GOOS != "windows"}
	if s.modes && info.Mode().Perm() != dirMode {
		return Stats{}, false, nil
	}
	for i, f := range old.manifest.Files {
		if f.Digest == [32]byte{} || !s.whole(i) {
			return Stats{}, false, nil
		}
		s.add(f, true)
	}
	return s.stats(site), true, nil
}

// build writes the pages beside the old site and puts them in its place.
func (p *place) build(ctx context.Context, old *previous, pages iter.Seq[Page], opt Options) (stats Stats, err error) {
	s, err := newStage(p, old, opt)
	if err != nil {
		return Stats{}, err
	}
	defer func() {
		if left := p.discard(); left != "" && err == nil {
			stats.Leftover = left
		}
	}()
	defer s.close()

	workers := opt.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if err := s.render(ctx, pages, workers); err != nil {
		return Stats{}, err
	}
	stats = s.stats([32]byte{})
	if old.manifest != nil && stats.Written == 0 && stats.Removed == 0 && old.manifest.Built == opt.Built && s.sameSources() {
		stats.Site = old.manifest.sum
		return stats, nil
	}
	if err := s.carryOver(ctx, workers); err != nil {
		return Stats{}, err
	}
	if stats.Site, err = s.finish(); err != nil {
		return Stats{}, err
	}
	if err := ctx.Err(); err != nil {
		return Stats{}, err
	}
	// Windows renames no folder that somebody holds open.
	s.close()
	old.close()
	return stats, p.swap(old.exists)
}
