# From a bare machine: `make demo` shows the portal, `make test` runs every test.
# The work is done by launcher/, in plain Python.

# ARGS goes through untouched: quotes, dollars and all.
override export ARGS := $(value ARGS)

# The first Python 3.11 or newer of this machine.
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON := $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c '$(RECENT)' 2>/dev/null && echo $$p && break; done)

.PHONY: demo test bench manage lint clean

demo test bench manage lint clean:
	@$(or $(PYTHON),$(error Python 3.11 ou plus récent est nécessaire : apt-get install python3 python3-venv)) -m launcher $@
