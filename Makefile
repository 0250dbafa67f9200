# Everything that is done with this repository. `make` alone lists it.

GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help
.PHONY: help build test check golden proof fuzz lint corpus bench docs setup clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

build: ## build bin/scaffold
	go build -ldflags '-s -w' -o bin/scaffold .

test: setup ## set up what the tests need, and run them all, with the proofs on running services
	go vet ./...
	cd third_party/tsgo && go vet ./... && go test ./...
	PROOF=1 go test -timeout 75m ./...

check: ## the tests that need no server and no npm
	go vet ./...
	go test ./...

golden: ## write the golden files anew; read the diff before you commit it
	go test -run TestGolden . -update
	go test ./cmd -run TestScript -update

proof: setup ## only the proofs: install, type-check, lint, start and probe what was generated
	PROOF=1 go test -timeout 75m -run TestProof -v .

fuzz: ## each fuzz target for 20 seconds
	@for p in $$(go list ./patcher/...); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime 20s $$p || exit 1; \
		done; \
	done

lint: ## gofmt, go vet and golangci-lint
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go run $(GOLANGCI) run

corpus: build ## run every gap on every repository in DIR=<folder of checkouts>; CHECK=1 compares compile errors too
	go run ./testdata/corpus -dir "$(DIR)" -json "$(or $(JSON),corpus.json)" $(if $(CHECK),-check)

bench: build ## measure against plop, ts-morph, ast-grep and others (npm installs them); ROUNDS=11
	go run ./bench -rounds $(or $(ROUNDS),11)

docs: ## write the generated parts of the documents anew
	go test -run TestDocs . -update

setup: ## install what the tests need and this machine lacks (apt, as root or by sudo)
	@sh testdata/setup.sh

clean: ## remove what was built
	rm -rf bin corpus.json
