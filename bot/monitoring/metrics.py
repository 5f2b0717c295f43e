"""The figures that Prometheus scrapes. Every room has its own registry: nothing is global.

Names and units follow https://prometheus.io/docs/practices/naming/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.deliveries import DeliveryState
from bot.core.models import (
    RoundState,
)

# A look-up takes 1 to 2 ms once its index is built, and building one may take seconds.
_LOOKUP_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Stocktaking:
    """What the database holds: `due_lag` is how late the most overdue work is, in seconds."""

    due_lag: float
    deliveries: Mapping[DeliveryState, int]
    rounds: Mapping[RoundState, int]
    replies: int


class Metrics:
    """Instruments that are counted up where something happens, and what a stocktaking found."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self._registry)
        self.lookup_seconds = Histogram(
            "roundtable_lookup_seconds",
            "How long look-ups took, from the words to the answers.",
            registry=self._registry,
            buckets=_LOOKUP_BUCKETS,
        )
        self.http_requests = Counter(
            "roundtable_http_requests",
            "Requests that the web room answered.",
            ("method", "status"),
            registry=self._registry,
        )

        self.connected = Gauge(
            "roundtable_platform_connected",
            "Whether a connection to a chat platform is up: 1 or 0.",
            ("platform", "part"),
            registry=self._registry,
        )

        self.platform_state = Gauge(
            "roundtable_platform_state",
            "How the connection to a chat platform is: 1 for the state that it is in.",
            ("platform", "state"),
            registry=self._registry,
        )

    def text(self, stock: Stocktaking) -> bytes:
        """Return everything in Prometheus' text format."""
        shown = CollectorRegistry()
        shown.register(_Stock(stock))
        return generate_latest(self._registry) + generate_latest(shown)


class _Stock(Collector):
    def __init__(self, stock: Stocktaking) -> None:
        self._stock = stock

    def collect(self) -> Iterator[Metric]:
        stock = self._stock
        yield GaugeMetricFamily(
            "roundtable_due_lag_seconds",
            "How late the most overdue opening, closing or delivery is.",
            value=stock.due_lag,
        )
        yield _by_state("roundtable_deliveries", "Deliveries by state.", stock.deliveries.items())
        yield _by_state("roundtable_rounds", "Rounds by state.", stock.rounds.items())
        yield CounterMetricFamily(
            "roundtable_replies", "Replies in all rounds.", value=stock.replies
        )


def _by_state(name: str, words: str, counts: Iterable[tuple[str, int]]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=("state",))
    for state, number in counts:
        family.add_metric((state,), number)
    return family
