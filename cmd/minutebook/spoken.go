package main

import (
	"os"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
)

// spoken is the language of a run that may fail before its flags are read: that
// of --lang among the arguments if it is one, else the user's.
func spoken(args []string) diag.Lang {
	for i, a := range args {
		if a == "--" {
			break
		}
		v, ok := strings.CutPrefix(a, "--lang=")
		if a == "--lang" && i+1 < len(args) {
			v, ok = args[i+1], true
		}
		if l, known := diag.ParseLang(v); ok && known {
			return l
		}
	}
	return usersLanguage()
}

// usersLanguage is what the environment asks for, else English.
func usersLanguage() diag.Lang {
	for _, name := range localeVariables {
		if v := os.Getenv(name); v != "" {
			if l, ok := diag.ParseLang(v); ok {
				return l
			}
			break
		}
	}
	return diag.En
}

// localeVariables name the user's language; the first that is set counts.
var localeVariables = []string{"LC_ALL", "LC_MESSAGES", "LANG"}
