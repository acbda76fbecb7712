"""The pure decision core: `Engine(EngineConfig()).handle(message)` answers with messages."""

from livebet.engine.config import EngineConfig
from livebet.engine.engine import Engine

__all__ = ["Engine", "EngineConfig"]
