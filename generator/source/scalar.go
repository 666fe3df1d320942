package source

import "bytes"

// YAML nodes say where a scalar begins and not where it ends. These functions
// measure the scalar that begins at b[0] and that a YAML parser has accepted.

func doubleQuoted(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

func singleQuoted(b []byte) int {
	for i := 1; i < len(b); i++ {
		if b[i] != '\'' {
			continue
		}
		if i+1 == len(b) || b[i+1] != '\'' {
			return i + 1
		}
		i++
	}
	return len(b)
}

// plainScalar follows the value through the text. White space is the only
// difference: a line end in the text is a space or line ends in the value.
func plainScalar(b []byte, value string) int {
	i, j := 0, 0
	for i < len(b) && j < len(value) {
		if b[i] != value[j] && !(isBlank(b[i]) && isBlank(value[j])) {
			break
		}
		if !isBlank(b[i]) {
			i++
			j++
			continue
		}
		for i < len(b) && isBlank(b[i]) {
			i++
		}
		for j < len(value) && isBlank(value[j]) {
			j++
		}
	}
	return i
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// blockScalar measures a text that begins with | or >, without the line end of
// its last line. The indent is the one of the collection around it.
func blockScalar(b []byte, indent int) int {
	head, _, _ := bytes.Cut(b, []byte{'\n'})
	end := len(bytes.TrimRight(head, " \t\r"))
	need := 0 // the indentation of the text, once it is known
	for _, c := range head[1:min(3, len(head))] {
		if c >= '1' && c <= '9' {
			need = max(indent, 0) + int(c-'0')
		}
	}
	for off := len(head) + 1; off < len(b); {
		line, _, _ := bytes.Cut(b[off:], []byte{'\n'})
		if core := bytes.TrimRight(line, " \t\r"); len(core) > 0 {
			have := len(core) - len(bytes.TrimLeft(core, " "))
			if have <= indent || have < need {
				break
			}
			if need == 0 {
				need = have
			}
			end = off + len(core)
		}
		off += len(line) + 1
	}
	return end
}
