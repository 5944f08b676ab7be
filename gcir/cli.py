"""The command line: gcir build | fetch | check | report | handout | codebook | sample | agreement."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gcir import bars
from gcir import codebook as codes
from gcir.language import LANGUAGES
from gcir.schemas import TableError


class Refused(click.ClickException):
    """A request that cannot be carried out: one sentence, exit code 2, no traceback."""

    exit_code = 2


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn the errors that a user can mend into one sentence."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from gcir.intake import InputError

        try:
            return command(*args, **kwargs)
        except (InputError, TableError, codes.CodebookError) as error:
            raise Refused(str(error)) from error
        except (LookupError, ValueError) as error:
            if not _is_plain(error):
                raise
            raise Refused(str(error)) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            place = error.filename or "A file"
            raise Refused(f"{place}: {error.strerror or error}; check the path and its permissions") from error

    return run


def _is_plain(error: Exception) -> bool:
    """Whether an error of the comparisons says in its own words what is wrong; they are loaded only where one may be."""
    from gcir import compare

    return isinstance(error, compare.UnknownAgency | compare.NoReport | compare.NotComparable | compare.JoinError)


def folder(option: str, default: str, what: str) -> Callable[..., Any]:
    """An option that names a folder."""
    return click.option(option, default=Path(default), show_default=True, type=click.Path(path_type=Path), help=what)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gcir")
def main() -> None:
    """Reads Chinese agencies' annual reports on government information disclosure into tidy tables."""


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@folder("--out", "data/tidy", "Folder for the tables.")
@click.option("--strict", is_flag=True, help="End with an error if any file could not be read.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes to read with; by default as many as there are processors.")
@click.option("--scheduler", metavar="ADDRESS", default="", help="Read on the Dask cluster of this scheduler (gcir[cluster]).")
@click.option("--fresh", is_flag=True, help="Read every file again, also what was read before and has not changed.")
@click.option("--no-wait", is_flag=True, help="Give up if another build is writing to the folder.")
@click.option("--duckdb", is_flag=True, help="Leave the tables and views for SQL in gcir.duckdb as well.")
@plainly
def build(
    paths: tuple[Path, ...],
    out: Path,
    strict: bool,
    workers: int | None,
    scheduler: str,
    fresh: bool,
    no_wait: bool,
    duckdb: bool,
) -> None:
    """Read the reports in files and folders; write tables as Parquet and CSV.

    What was read before and has not changed is not read again. The tables hold the reports of the paths named, and no
    others: name the folder and not a new file alone.
    """
    from gcir import building, written

    how = building.How(workers, scheduler, fresh, not no_wait)
    try:
        summary = written.write_tables(paths, out, how, bars.reading, bars.aside)
    except KeyboardInterrupt:
        click.echo("Stopped: the tables are as they were. Run the same command again; what was read is not read again.", err=True)
        raise click.exceptions.Exit(130) from None
    click.echo(summary.files())
    click.echo(str(summary))
    if duckdb or (out / building.DUCKDB).exists():  # an old one would say what the tables no longer say
        from gcir import duck

        database, is_new = duck.renew(out)
        click.echo(f"Tables and views for SQL: {'written to' if is_new else 'as they were in'} {database}")
    if summary.failed:
        click.echo(f"Warning: {summary.warning()}", err=True)
        if strict:
            raise click.exceptions.Exit(1)


@main.command()
@click.argument("urls", type=click.Path(path_type=Path, dir_okay=False), metavar="URLS")
@folder("--into", "data/raw", "Folder for the reports; addresses and times go into its manifest.csv.")
@click.option("--contact", default="", help="Whom a site may write to: a mail address or a page.")
@click.option(
    "--delay", type=click.FloatRange(0, 600), default=2.0, show_default=True, help="Seconds between requests to a host."
)
@click.option("--hosts", type=click.IntRange(1, 64), default=8, show_default=True, help="Hosts asked at the same time.")
@click.option("--tries", type=click.IntRange(1, 20), default=4, show_default=True, help="Times to ask before giving up.")
@click.option("--most-mb", type=click.FloatRange(0, min_open=True), default=50.0, show_default=True, help="Largest file, in MB.")
@click.option("--seconds", type=click.FloatRange(1), default=300.0, show_default=True, help="Longest time for one file.")
@click.option("--again", is_flag=True, help="Ask again for what was fetched before, and keep what has changed.")
@plainly
def fetch(urls: Path, into: Path, **options: Any) -> None:
    """Download the reports at the addresses in URLS: one a line, or CSV with the columns url, agency, year.

    What is there already is skipped, so the same command goes on after an interruption. Keeps to robots.txt. Ends with
    0 if everything is there, 1 if something is not (see fetch-failures.csv beside URLS), 2 if the list is wrong.
    """
    from gcir import fetch as fetching

    summary = fetching.run(urls, into, fetching.settings(**options), bars.fetching)
    for line in summary.lines():
        click.echo(line)
    raise click.exceptions.Exit(summary.exit_code)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--severity", "least", type=click.Choice(["error", "warning", "info", "pass"]), default="info", show_default=True)
@click.option(
    "--lang", "language", type=click.Choice(["zh", "en", "both"]), default="both", show_default=True,
    help="Language of the text; JSON has both.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Take warnings and unreadable files for errors.")
@plainly
def check(paths: tuple[Path, ...], form: str, least: str, language: str, strict: bool) -> None:
    """Check reports before they go out: each against itself, its form, and the other years of its agency.

    Leaves out what is less severe than --severity. Ends with 0 if there is no error, 1 if there is one, 2 if nothing
    could be read.
    """
    from gcir import checking, checking_text

    result = checking.check(paths, bars.reading)
    checking_text.write(result, form, least, language)
    raise click.exceptions.Exit(result.exit_code(strict))


@main.command()
@folder("--notebooks", "notebooks", "Folder of the notebooks.")
@folder("--tidy", "data/tidy", "Folder of the tables.")
@folder("--raw", "data/raw", "Folder of the reports.")
@folder("--published", "data/published", "Folder of the published panel.")
@folder("--out", "site", "Folder for the pages.")
@folder("--figures", "figures", "Folder for the charts.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="both",
    show_default=True,
    help="Language of pages and charts: zh, en or both.",
)
@plainly
def report(lang: str, **folders: Any) -> None:
    """Run the notebooks and write the site."""
    from gcir import publish

    raise click.exceptions.Exit(publish.report_command(**folders, lang=lang, say=click.echo))


@main.command()
@click.option("--agency", metavar="NAME", help="The agency, by name or id; the county and the ending may be left out.")
@click.option("--all", "everyone", is_flag=True, help="Every agency with a report read in full.")
@click.option("--year", type=int, help="The year of the report; by default the latest.")
@click.option("--lang", "languages", multiple=True, type=click.Choice(["zh", "en"]), help="Language; by default a file in each.")
@click.option("--format", "formats", multiple=True, type=click.Choice(["pdf", "html"]), help="Form; by default a file in each.")
@folder("--tidy", "data/tidy", "Folder of the tables.")
@folder("--published", "data/published", "Folder of the published panel: more peers, if it is there.")
@folder("--out", "site/handouts", "Folder for the handouts.")
@plainly
def handout(agency: str | None, everyone: bool, year: int | None, out: Path, **asked: Any) -> None:
    """Two printed pages about one agency: its figures among its peers, its problems, what the checks found."""
    from gcir import handout_run

    if bool(agency and agency.strip()) == everyone or (everyone and year is not None):
        raise Refused("Name one agency with --agency NAME (and --year, if you like), or take every one with --all")
    handout_run.command(agency or "", year, out, watch=bars.handouts, say_line=click.echo, **asked)


@main.command()
@click.argument("words", nargs=-1)
@click.option(
    "--format", "form", default="text", show_default=True, type=click.Choice(["text", "csv", "json"]), help="How to print."
)
@plainly
def codebook(words: tuple[str, ...], form: str) -> None:
    """Print the indicators: names, unit, definition, legal sources, forms, comparability. WORDS narrow the list."""
    from gcir import reference

    found = reference.find(" ".join(words))
    if not found:
        raise Refused(f"No indicator has {' '.join(words)!r} in its id or name: run gcir codebook without a word to see them all")
    click.echo(reference.printed(found, form))


@main.command()
@click.option("--problems", "n", type=click.IntRange(min=1), default=50, show_default=True, help="How many stated problems.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed draws the same sample.")
@folder("--tidy", "data/tidy", "Folder of the tables.")
@folder("--raw", "data/raw", "Folder of the reports.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="CSV file to write.")
@plainly
def sample(n: int, seed: int, tidy: Path, raw: Path, out: Path) -> None:
    """Draw stated problems at random and write a sheet to code them by hand, each with the words around it.

    Coders fill the column `categories` with ids of problem_categories.csv, several with | between them, or `none` for
    what is no problem. How gcir labels a statement is not on the sheet.
    """
    from gcir import sampling

    drawn, alone = sampling.write(tidy, raw, n, seed, out)
    click.echo(f"{drawn} statements to code{', all that there are' if drawn < n else ''}: written to {out}")
    if alone:
        click.echo(f"Warning: {alone} of them without the words around, their files are not in {raw}; name --raw", err=True)


@main.command()
@click.argument("sheets", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SHEET...")
@folder("--tidy", "data/tidy", "Folder of the tables.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="both", show_default=True, help="Language of what is printed.")
@plainly
def agreement(sheets: tuple[Path, ...], tidy: Path, lang: str) -> None:
    """How far coders agree with each other and with gcir: sheets of `gcir sample`, one per coder, filled.

    Per category: n statements that any of them puts there, Cohen's kappa, Krippendorff's alpha.
    """
    from gcir import coding, language

    with language.speaking(lang):
        click.echo("\n".join(coding.command(sheets, tidy)))
