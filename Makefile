# The commands of a checkout. `make run` and `make test` set up .venv by themselves.
#   make run ARGS="--exit-when-done --minutes 5"    arguments go on to `livebet up`
#   PYTHON=/path/to/python3.11 make run             another interpreter than the one found
#   VENV=/path/with/space make run                  another place for the environment

VENV ?= .venv
ARGS ?=
export PYTHON VENV

.PHONY: help run test bench setup
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -5

setup:
	@bash .ci/setup

run: setup
	@exec "$(VENV)/bin/livebet" up $(ARGS)

test: setup
	@exec bash .ci/stages

bench: setup
	@exec "$(VENV)/bin/python" -m bench.run_all $(ARGS)
