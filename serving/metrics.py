"""What the model service counts; BentoML shows it on /metrics beside its own."""

from prometheus_client import Counter, Gauge

REQUESTS = Counter(
    "livebet_serving_requests_total",
    "Questions answered or refused",
    ["endpoint", "sport", "model_version", "outcome"],
)
MODEL_INFO = Gauge(
    "livebet_serving_model_info",
    "1 for the version that is served",
    ["sport", "model_version"],
    multiprocess_mode="livemostrecent",
)
CHALLENGER_INFO = Gauge(
    "livebet_serving_challenger_info",
    "1 for the version that is asked in the shadow",
    ["sport", "model_version"],
    multiprocess_mode="livemostrecent",
)
WEIGHT = Gauge(
    "livebet_serving_weight",
    "What a member of the champion weighs",
    ["sport", "member"],
    multiprocess_mode="livemostrecent",
)
SETTLED = Counter("livebet_serving_settled_total", "Games that moved weights", ["sport"])
MARKET_MOVES = Counter(
    "livebet_serving_market_moves_total", "Moves of real bookmakers that moved weights", ["sport"]
)
SHADOW_FAILURES = Counter(
    "livebet_serving_shadow_failures_total",
    "Questions that a challenger did not answer",
    ["sport", "model_version"],
)
RELOADS = Counter(
    "livebet_serving_reloads_total",
    "Champions and challengers taken into service",
    ["sport", "model_version"],
)
REFUSED_LOADS = Counter(
    "livebet_serving_refused_loads_total", "Champions and challengers refused", ["sport", "model_version"]
)
FEATURE_AGE = Gauge(
    "livebet_serving_feature_age_seconds",
    "Time since the live row was written, the oldest among the games asked for since the last look",
    multiprocess_mode="livemostrecent",
)
