"""Live readers: everything between the network and the feeds' parsers.

Transport building blocks (`http`, `lines`, `sockets`, `tls`), what to ask when (`interest`, `schedule`),
what to do when a feed fails (`circuit`), and the `LiveFeed` that each feed makes of them.
"""
