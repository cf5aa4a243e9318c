"""Values of the chart that several tests start from."""

EXTERNAL = {"mode": "standalone", "hosts": ["r"]}
KEDA = {"autoscaling": {"mode": "keda"}}


def with_every_kind(values_of):
    """Values that make an object of every kind the chart has."""
    return {**values_of("monitoring"), "trainer": {"enabled": True}, "dashboard": {"enabled": True},
            "worker": {"autoscaling": {"mode": "keda"}}}
