"""The part of Helm's command line that scripts and tests use, over Helm's own engine from PyPI (helm-python-sdk).

For machines without a `helm`: Tests/deploy/bin/helm runs the real one where there is one. Rendering, the schema of the
values, waiting, hooks, roll-back and the storage of releases are the engine's; this file only reads the arguments and
prints. Three differences: `template` keeps the order of the files, `--set` replaces a list of a values file as a whole,
and output is as terse as scripts need.
"""

import argparse
import json
import os
import pathlib
import re
import sys

import helm_python
from helm_python import _native

_UNITS = {"h": 3600, "m": 60, "s": 1, "": 1}
_SEVERITIES = ("UNKNOWN", "INFO", "WARNING", "ERROR")
_SETTERS = {
    "set_json": helm_python.parse_set_json,
    "set": helm_python.parse_set_string,
    "set_string": helm_python.parse_set_string_values,
    "set_file": helm_python.parse_set_file,
    "set_literal": helm_python.parse_set_literal,
}


def duration(text):
    """The seconds of a duration such as 90s, 5m or 1m30s, as whole number."""
    parts = re.findall(r"(\d+)([hms]?)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration: expected one such as 90s, 5m or 1m30s")
    return sum(int(number) * _UNITS[unit] for number, unit in parts)


def merge(base, change):
    """`change` merged into `base`, object by object."""
    for key, value in change.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        base[key] = merge(base[key], value) if both else value
    return base


def values_of(options):
    """The values that --values and --set and its kind give together, in Helm's order of precedence."""
    values = {}
    for path in options.values:
        text = sys.stdin.read() if path == "-" else pathlib.Path(path).read_text(encoding="utf-8")
        merge(values, helm_python.values_from_yaml(text))
    for name, parse in _SETTERS.items():
        for expression in getattr(options, name):
            merge(values, parse(expression))
    return values


def call(function, *arguments):
    """Calls the engine with options that its Python interface does not name; gives the decoded answer."""
    return json.loads(_native.call_string(function, *arguments) or "null")


def connect(options):
    """The cluster that the arguments and KUBECONFIG name."""
    return helm_python.Config(
        kubeconfig_path=options.kubeconfig, kube_context=options.kube_context, kube_apiserver=options.kube_apiserver,
        namespace=options.namespace, storage_driver=os.environ.get("HELM_DRIVER"),
    )


# Commands

def template(options):
    """helm template"""
    render = {
        "name": options.name, "namespace": options.namespace, "is_upgrade": options.is_upgrade,
        "is_install": not options.is_upgrade,
        "api_versions": [version for group in options.api_versions for version in group.split(",")],
    }
    if options.kube_version:
        render["kube_version"] = options.kube_version
    with helm_python.Chart.load(options.chart) as chart:
        files = call("helm_render", chart._raw(), json.dumps(values_of(options)), json.dumps(render))
    for path, text in sorted(files.items()):
        wanted = not options.show_only or path.partition("/")[2] in options.show_only
        if wanted and text.strip() and not path.endswith("NOTES.txt"):
            print(f"---\n# Source: {path}\n{text.strip().removeprefix('---').lstrip()}")


def lint(options):
    """helm lint"""
    report = helm_python.lint(options.chart, values_of(options), strict=options.strict or None,
                              kube_version=options.kube_version)
    for message in report["messages"]:
        print(f"[{_SEVERITIES[message['severity']]}] {message['path']}: {message['error']}")
    limit = 2 if options.strict else 3
    failed = report["errors"] or any(message["severity"] >= limit for message in report["messages"])
    print(f"1 chart(s) linted, {int(bool(failed))} chart(s) failed")
    return int(bool(failed))


def package(options):
    """helm package"""
    path = helm_python.package(options.chart, destination=options.destination, version=options.version,
                               app_version=options.app_version)
    print(f"Successfully packaged chart and saved it to: {path}")


def install(options):
    """helm install"""
    with connect(options) as cluster:
        release = _change(cluster, "helm_install", options, create_namespace=options.create_namespace)
    _print_release(release, options)


def upgrade(options):
    """helm upgrade, with --install also the first time"""
    with connect(options) as cluster:
        if options.install and not _is_installed(cluster, options.name):
            print(f'Release "{options.name}" does not exist. Installing it now.', file=sys.stderr)
            release = _change(cluster, "helm_install", options, create_namespace=options.create_namespace)
        else:
            release = _change(
                cluster, "helm_upgrade", options, max_history=options.history_max,
                reset_values=options.reset_values, reuse_values=options.reuse_values,
                reset_then_reuse_values=options.reset_then_reuse_values, cleanup_on_fail=options.cleanup_on_fail,
            )
    _print_release(release, options)


def _change(cluster, function, options, **more):
    wait = options.wait or ("watcher" if options.rollback_on_failure else None)
    dry_run = None if options.dry_run in (None, "none") else options.dry_run
    settings = {
        "namespace": options.namespace, "timeout_seconds": options.timeout, "wait": wait, "dry_run": dry_run,
        "wait_for_jobs": options.wait_for_jobs, "rollback_on_failure": options.rollback_on_failure,
        "description": options.description, "force_conflicts": options.force_conflicts, **more,
    }
    return call(
        function, cluster._raw(), _native.HANDLE(0), _native.HANDLE(0), os.fspath(options.chart), options.name,
        json.dumps(values_of(options)), json.dumps({name: value for name, value in settings.items() if value}),
    )


def _is_installed(cluster, name):
    try:
        return cluster.history(name)[-1]["status"] != "uninstalled"
    except helm_python.HelmNotFoundError:
        return False


def rollback(options):
    """helm rollback"""
    settings = {"version": options.revision, "timeout_seconds": options.timeout, "wait": options.wait,
                "wait_for_jobs": options.wait_for_jobs, "force_conflicts": options.force_conflicts,
                "max_history": options.history_max}
    with connect(options) as cluster:
        _native.call_status("helm_rollback", cluster._raw(), options.name,
                            json.dumps({name: value for name, value in settings.items() if value}))
    print("Rollback was a success! Happy Helming!")


def history(options):
    """helm history"""
    with connect(options) as cluster:
        rows = []
        for release in cluster.history(options.name, max_revisions=options.max):
            full = cluster.get_all(options.name, revision=release["revision"])
            rows.append({"revision": release["revision"], "updated": release["deployed_at"],
                         "status": release["status"], "chart": f"{release['chart_name']}-{release['chart_version']}",
                         "app_version": full["summary"].get("app_version", ""),
                         "description": full["info"].get("description", "")})
    _print_rows(rows, options.output)


def list_releases(options):
    """helm list"""
    with connect(options) as cluster:
        releases = cluster.list(all_namespaces=options.all_namespaces, name_filter=options.filter)
    _print_rows([
        {"name": release["name"], "namespace": release["namespace"], "revision": str(release["revision"]),
         "updated": release["deployed_at"], "status": release["status"],
         "chart": f"{release['chart_name']}-{release['chart_version']}"}
        for release in releases
    ], options.output)


def status(options):
    """helm status"""
    with connect(options) as cluster:
        full = cluster.get_all(options.name, revision=options.revision)
    release = full["summary"]
    if options.output == "json":
        print(json.dumps({"name": release["name"], "namespace": release["namespace"], "version": release["revision"],
                          "manifest": release["manifest"], "info": {**full["info"], "status": release["status"]}}))
    else:
        _print_release(release, options)


def get(options):
    """helm get manifest|values|notes|hooks"""
    with connect(options) as cluster:
        full = cluster.get_all(options.name, revision=options.revision)
        if options.what == "values":
            print(json.dumps(cluster.get_values(options.name, all_values=options.all, revision=options.revision)))
        elif options.what == "hooks":
            print("\n".join(f"---\n{hook['manifest']}" for hook in full["hooks"]))
        else:
            print(full["summary"].get(options.what, ""))


def test(options):
    """helm test"""
    with connect(options) as cluster:
        try:
            result = cluster.test(options.name, timeout=options.timeout, logs=options.logs)
        except helm_python.HelmReleaseError:
            print(f"NAME: {options.name}\nPhase: Failed")
            raise
    print(f"NAME: {options.name}\nPhase: Succeeded")
    if options.logs:
        print(result.get("logs", ""))


def uninstall(options):
    """helm uninstall"""
    with connect(options) as cluster:
        for name in options.names:
            result = cluster.uninstall(name, keep_history=options.keep_history, timeout=options.timeout,
                                       ignore_not_found=options.ignore_not_found, wait=options.wait)
            if result.get("info"):
                print(result["info"])
            print(f'release "{name}" uninstalled')


def version(_options):
    """helm version"""
    print(f"{helm_python.helm_sdk_version()} (engine of helm-python-sdk {helm_python.__version__})")


# Output

def _print_release(release, options):
    if options.output == "json":
        print(json.dumps(release))
        return
    print(f"NAME: {release['name']}\nLAST DEPLOYED: {release.get('deployed_at', '')}\n"
          f"NAMESPACE: {release['namespace']}\nSTATUS: {release['status']}\nREVISION: {release['revision']}")
    if release.get("notes"):
        print(f"NOTES:\n{release['notes'].strip()}")


def _print_rows(rows, output):
    if output == "json":
        print(json.dumps(rows))
        return
    titles = list(rows[0]) if rows else []
    table = [[title.upper() for title in titles]] + [[str(row[title]) for title in titles] for row in rows]
    for line in table:
        print("\t".join(line))


# Arguments

def parser():
    """The parser of the whole command line."""
    result = argparse.ArgumentParser(prog="helm", allow_abbrev=False, description=__doc__.splitlines()[0])
    commands = result.add_subparsers(required=True, metavar="COMMAND")
    cluster, values, render, change, output = _common_arguments()

    def command(function, *parents, name=None, aliases=()):
        added = commands.add_parser(name or function.__name__, parents=parents, aliases=aliases, allow_abbrev=False,
                                    help=function.__doc__)
        added.set_defaults(run=function)
        return added

    added = command(template, cluster, values, render)
    added.add_argument("name")
    added.add_argument("chart")
    added.add_argument("-s", "--show-only", action="append", default=[])
    added.add_argument("--is-upgrade", action="store_true")
    added = command(lint, cluster, values, render)
    added.add_argument("chart")
    added.add_argument("--strict", action="store_true")
    added = command(package)
    added.add_argument("chart")
    added.add_argument("-d", "--destination", default=".")
    added.add_argument("--version")
    added.add_argument("--app-version")
    for function in (install, upgrade):
        added = command(function, cluster, values, change, output)
        added.add_argument("name")
        added.add_argument("chart")
        added.add_argument("--rollback-on-failure", "--atomic", action="store_true")
        added.add_argument("--create-namespace", action="store_true")
        added.add_argument("--description")
        added.add_argument("--dry-run", nargs="?", const="client", choices=("none", "client", "server"))
    for flag in ("--reset-values", "--reuse-values", "--reset-then-reuse-values", "--cleanup-on-fail"):
        added.add_argument(flag, action="store_true")
    added.add_argument("-i", "--install", action="store_true")
    added = command(rollback, cluster, change)
    added.add_argument("name")
    added.add_argument("revision", nargs="?", type=int)
    added = command(history, cluster, output)
    added.add_argument("name")
    added.add_argument("--max", type=int)
    added = command(list_releases, cluster, output, name="list", aliases=("ls",))
    added.add_argument("-A", "--all-namespaces", action="store_true")
    added.add_argument("--filter")
    added = command(status, cluster, output)
    added.add_argument("name")
    added.add_argument("--revision", type=int)
    added = command(get, cluster)
    added.add_argument("what", choices=("manifest", "values", "notes", "hooks"))
    added.add_argument("name")
    added.add_argument("--revision", type=int)
    added.add_argument("-a", "--all", action="store_true")
    added = command(test, cluster)
    added.add_argument("name")
    added.add_argument("--logs", action="store_true")
    added.add_argument("--timeout", type=duration, default=300)
    added = command(uninstall, cluster, change, aliases=("delete",))
    added.add_argument("names", nargs="+", metavar="name")
    added.add_argument("--keep-history", action="store_true")
    added.add_argument("--ignore-not-found", action="store_true")
    command(version).add_argument("--short", action="store_true")
    return result


def _common_arguments():
    """Parents of the commands: where the cluster is, the values, rendering, changes, output."""
    cluster, values, render, change, output = (
        argparse.ArgumentParser(add_help=False, allow_abbrev=False) for _ in range(5))
    cluster.add_argument("-n", "--namespace", default=os.environ.get("HELM_NAMESPACE"))
    cluster.add_argument("--kubeconfig")
    cluster.add_argument("--kube-context")
    cluster.add_argument("--kube-apiserver")
    values.add_argument("-f", "--values", action="append", default=[])
    for name in _SETTERS:
        values.add_argument(f"--{name.replace('_', '-')}", action="append", default=[])
    render.add_argument("--kube-version")
    render.add_argument("-a", "--api-versions", action="append", default=[])
    change.add_argument("--timeout", type=duration, default=300)
    change.add_argument("--wait", nargs="?", const="watcher", choices=("watcher", "legacy", "hookOnly"))
    change.add_argument("--wait-for-jobs", action="store_true")
    change.add_argument("--force-conflicts", action="store_true")
    change.add_argument("--history-max", type=int, default=10)
    output.add_argument("-o", "--output", choices=("table", "json"), default="table")
    return cluster, values, render, change, output


def main():
    """Runs one command; 1 when the engine refuses it."""
    options = parser().parse_args()
    try:
        return options.run(options) or 0
    except (helm_python.HelmError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
