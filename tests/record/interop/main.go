// Opens an exported record with Go's transparency log packages, which share no code with ours:
// main DIR VERIFIER_KEY OLD_SIZE OLD_ROOT_BASE64
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

type tiles struct{ dir string }

func (t tiles) Height() int                               { return height }
func (t tiles) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range list {
		// C2SP tlog-tiles leaves the height out of the path; all tiles are of 8.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

var number, failed int

func ok(passed bool, name string, err error) {
	number++
	word := "ok"
	if !passed {
		word, failed = "not ok", failed+1
	}
	fmt.Printf("%s %d - %s\n", word, number, name)
	if err != nil {
		fmt.Println("#", err)
	}
}

func bundlePath(index, size int64) string {
	name := fmt.Sprintf("%03d", index%1000)
	for n := index / 1000; n > 0; n /= 1000 {
		name = fmt.Sprintf("x%03d/%s", n%1000, name)
	}
	if width := size - index*256; width < 256 {
		name += ".p/" + strconv.FormatInt(width, 10)
	}
	return "tile/entries/" + name
}

// Every entry's hash must be the one the authenticated tiles hold.
func checkEntries(dir string, tree tlog.Tree, reader tlog.HashReader) error {
	for index := int64(0); index*256 < tree.N; index++ {
		data, err := os.ReadFile(filepath.Join(dir, bundlePath(index, tree.N)))
		if err != nil {
			return err
		}
		for seq := index * 256; seq < tree.N && seq < (index+1)*256; seq++ {
			length := int(data[0])<<8 | int(data[1])
			hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, seq)})
			if err != nil {
				return err
			}
			if hashes[0] != tlog.RecordHash(data[2:2+length]) {
				return fmt.Errorf("entry %d differs", seq)
			}
			data = data[2+length:]
		}
		if len(data) != 0 {
			return fmt.Errorf("bundle %d is too long", index)
		}
	}
	return nil
}

func main() {
	dir, key := os.Args[1], os.Args[2]
	verifier, err := note.NewVerifier(key)
	ok(err == nil, "the verifier key", err)
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	ok(err == nil, "the checkpoint", err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	ok(err == nil && bytes.HasPrefix(text, []byte(opened.Text)), "its signature", err)
	lines := strings.Split(opened.Text, "\n")
	size, _ := strconv.ParseInt(lines[1], 10, 64)
	root, _ := base64.StdEncoding.DecodeString(lines[2])
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	reader := tlog.TileHashReader(tree, tiles{dir})
	err = checkEntries(dir, tree, reader)
	ok(err == nil, fmt.Sprintf("all %d entries in authenticated tiles", size), err)

	hashes, _ := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, size/3)})
	record, err := tlog.ProveRecord(size, size/3, reader)
	ok(err == nil && tlog.CheckRecord(record, size, tree.Hash, size/3, hashes[0]) == nil,
		"an inclusion proof", err)

	oldSize, _ := strconv.ParseInt(os.Args[3], 10, 64)
	oldRoot, _ := base64.StdEncoding.DecodeString(os.Args[4])
	var old tlog.Hash
	copy(old[:], oldRoot)
	proof, err := tlog.ProveTree(size, oldSize, reader)
	ok(err == nil && tlog.CheckTree(proof, size, tree.Hash, oldSize, old) == nil,
		"the consistency with our older root", err)
	fmt.Printf("1..%d\n", number)
	if failed > 0 {
		os.Exit(1)
	}
}
