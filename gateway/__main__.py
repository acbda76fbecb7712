"""`python -m gateway`: the gateway as a process."""

from gateway.app import main

if __name__ == "__main__":
    main()
