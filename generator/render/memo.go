package render

import "sync"

// memo is something that is made when it is first asked for and kept until nobody
// will ask again.
type memo[T any] struct {
	make  func() T
	mu    sync.Mutex
	value *T
}

func (m *memo[T]) get() T {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.value == nil {
		v := m.make()
		m.value = &v
	}
	return *m.value
}

// forget lets go of it. Whoever has it keeps it, and it is made again for whoever
// asks all the same.
func (m *memo[T]) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.value = nil
}
