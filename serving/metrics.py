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
RELOADS = Counter("livebet_serving_reloads_total", "Champions taken into service", ["sport", "model_version"])
REFUSED_LOADS = Counter(
    "livebet_serving_refused_loads_total", "Champions refused", ["sport", "model_version"]
)
FEATURE_AGE = Gauge(
    "livebet_serving_feature_age_seconds",
    "Time since the live row was written, the oldest among the games asked for since the last look",
    multiprocess_mode="livemostrecent",
)
