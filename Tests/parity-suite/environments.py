"""The library versions whose models are compared, each with the packages of its own virtual environment."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Environment:
    library: str
    version: str
    packages: tuple
    #: A release that needs a newer Python than the oldest one here is not run where only that one is installed.
    oldest_python: tuple = (3, 10)

    @property
    def name(self):
        return f"parity-{self.library}-{self.version.replace('.', '-')}"


NUMBERS = ("numpy==1.26.4", "scipy==1.11.4")


def xgboost(version, package="xgboost-cpu", oldest_python=(3, 10)):
    return Environment("xgboost", version, (f"{package}=={version}", *NUMBERS), oldest_python)


def lightgbm(version):
    return Environment("lightgbm", version, (f"lightgbm=={version}", *NUMBERS))


def onnx(version, *packages):
    """Named after the exporter: it decides what is in the file."""
    return Environment("onnx", version, (f"skl2onnx=={version}", *packages))


ENVIRONMENTS = (
    xgboost("1.7.6", "xgboost"),
    xgboost("2.1.4"),
    xgboost("3.0.5"),
    xgboost("3.2.0"),
    xgboost("3.3.0", oldest_python=(3, 12)),
    xgboost("3.4.1", oldest_python=(3, 12)),
    lightgbm("3.3.5"),
    lightgbm("4.0.0"),
    lightgbm("4.6.0"),
    lightgbm("4.7.0"),
    onnx("1.17.0", "onnx==1.16.2", "protobuf==4.25.8", "onnxruntime==1.19.2", "scikit-learn==1.5.2", "pandas==2.2.3", *NUMBERS),
    onnx("1.20.0", "onnx==1.19.1", "onnxruntime==1.32.0", "scikit-learn==1.9.1", "pandas==2.2.3", "numpy==2.2.6"),
)
