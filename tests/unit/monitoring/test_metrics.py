"""What Prometheus reads."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from bot.core.deliveries import DeliveryState
from bot.core.models import (
    RoundState,
)
from bot.monitoring.metrics import Metrics, Stocktaking

STOCK = Stocktaking(
    due_lag=2.5,
    deliveries={DeliveryState.PENDING: 1, DeliveryState.SENT: 20, DeliveryState.DEAD: 3},
    rounds={RoundState.OPEN: 4, RoundState.CLOSED: 50},
    replies=600,
)


def _samples(metrics: Metrics) -> dict[str, float]:
    families = text_string_to_metric_families(metrics.text(STOCK).decode())
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_stocktaking_is_shown_by_state():
    samples = _samples(Metrics())

    assert samples["roundtable_due_lag_seconds"] == 2.5
    assert samples["roundtable_deliveries pending"] == 1
    assert samples["roundtable_deliveries sent"] == 20
    assert samples["roundtable_deliveries dead"] == 3
    assert samples["roundtable_rounds open"] == 4
    assert samples["roundtable_replies_total"] == 600


def test_what_is_observed_is_counted_up():
    metrics = Metrics()
    metrics.lookup_seconds.observe(0.002)
    metrics.lookup_seconds.observe(3.0)
    metrics.http_requests.labels("GET", 200).inc()

    samples = _samples(metrics)

    assert samples["roundtable_lookup_seconds_count"] == 2
    assert samples["roundtable_lookup_seconds_bucket 0.0025"] == 1
    assert samples["roundtable_http_requests_total GET 200"] == 1


def test_the_process_is_measured_too():
    assert _samples(Metrics())["process_resident_memory_bytes"] > 0


def test_two_rooms_in_one_process_count_apart():
    first, second = Metrics(), Metrics()
    first.http_requests.labels("GET", 200).inc()

    assert "roundtable_http_requests_total GET 200" not in _samples(second)
