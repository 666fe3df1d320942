//go:build !linux && !darwin

package generator_test

import "errors"

func pipe(string) error { return errors.ErrUnsupported }
