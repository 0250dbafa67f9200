package cmd

// nearest returns the name that was probably meant, "" when none is near: one that differs by a letter or two.
func nearest(name string, names []string) string {
	best, near := "", 3
	for _, each := range names {
		if d := distance(name, each); d < near && d < len(each)/2+1 {
			best, near = each, d
		}
	}
	return best
}

// distance counts the letters to change, add or drop.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		left := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := left
			if a[i] != b[j] {
				change++
			}
			left = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
