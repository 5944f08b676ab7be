"""Downloading a list: politely, whatever the server does, and without losing what is there already."""

import csv
import gzip
import io
import signal
import subprocess
import sys
import threading
import time
import urllib.robotparser
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import bad_server
import pytest
from bad_server import in_turn, page, redirect, says, send
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import gcir
from gcir import fetch, fetch_list, fetch_names, fetch_one, fetch_robots, fetch_web, intake, manifest
from gcir.cli import main
from gcir.fetch_hosts import GIVE_UP_AFTER, Pace
from gcir.fetch_web import Bounds
from gcir.intake import InputError

ROOT = Path(__file__).resolve().parents[1]


class Time:
    """A clock that goes on only while somebody waits."""

    def __init__(self):
        self.now = 0.0
        self.lock = threading.Lock()

    def clock(self):
        return self.now

    def sleep(self, seconds):
        with self.lock:
            self.now += seconds


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server():
    with bad_server.running() as found:
        yield found


@pytest.fixture
def hand():
    return Time()


@pytest.fixture
def asked(hand):
    pace = Pace(delay=2.0, tries=4, clock=hand.clock, sleep=hand.sleep, chance=lambda: 0.0)
    return fetch.Settings(pace=pace, bounds=Bounds(most_bytes=200_000, seconds=5, silence=3, connect=3))


@pytest.fixture
def into(tmp_path):
    return tmp_path / "raw"


def run(asked, into, *urls):
    into.parent.mkdir(exist_ok=True)
    path = into.parent / "urls.txt"
    path.write_text("\n".join(urls) + "\n", encoding="utf-8")
    return fetch.run(path, into, asked)


def rows(into):
    return list(csv.DictReader(io.StringIO((into / "manifest.csv").read_text(encoding="utf-8-sig"))))


def files(into):
    return sorted(p.name for p in into.iterdir() if not p.name.startswith(".") and p.name != "manifest.csv")


def reasons(summary):
    return [(result.kind, result.reason) for result in summary.missing]


# What comes of a good list


def test_what_is_fetched_is_kept_as_it_came_with_address_and_time(server, asked, into):
    urls = [server.url("/a/report.html"), server.url("/b.html?id=3")]
    summary = run(asked, into, *urls)
    assert (summary.counts, summary.exit_code) == ({"fetched": 2}, 0)
    kept = rows(into)
    assert [row["url"] for row in kept] == urls
    assert (into / kept[0]["file"]).read_bytes() == page("/a/report.html")
    assert (into / kept[1]["file"]).read_bytes() == page("/b.html?id=3")
    assert all(row["fetched"].endswith("Z") for row in kept)
    assert files(into) == sorted(row["file"] for row in kept)
    assert not (into.parent / fetch.FAILURES).exists()
    assert manifest.of(into / kept[0]["file"]).url == urls[0]
    assert [source.file for source in intake.sources([into])] == files(into)


def test_the_sites_are_told_who_asks(server, asked, into):
    run(replace(asked, contact="someone@example.org"), into, server.url("/a.html"))
    agents = {headers["User-Agent"] for _, _, headers in server.log}
    assert len(agents) == 1
    assert agents.pop().startswith("gcir/")
    assert "someone@example.org" in server.log[0][2]["User-Agent"]
    with pytest.raises(InputError, match="--contact"):
        run(replace(asked, contact="a\nb"), into, server.url("/a.html"))


def test_what_is_there_is_not_asked_for_again(server, asked, into):
    run(asked, into, server.url("/a.html"))
    server.log.clear()
    summary = run(asked, into, server.url("/a.html#top"), server.url("/b.html"))
    assert summary.counts == {"unchanged": 1, "fetched": 1}
    assert server.asked() == ["/b.html"]
    (into / next(row["file"] for row in rows(into))).unlink()
    assert run(asked, into, server.url("/a.html")).counts == {"fetched": 1}
    assert len(rows(into)) == 2


def test_agency_and_year_of_a_list_go_into_the_manifest(server, asked, into):
    (into.parent / "urls.csv").write_bytes(
        "\ufeffyear,url,title,agency\r\n2014,{},x,文成县统计局\r\n,{},y,\r\n".format(server.url("/a"), server.url("/b")).encode()
    )
    fetch.run(into.parent / "urls.csv", into, asked)
    found = {row["url"]: row for row in rows(into)}
    assert (found[server.url("/a")]["agency"], found[server.url("/a")]["year"]) == ("文成县统计局", "2014")
    assert gcir.read_report(into / found[server.url("/a")]["file"]).dates.year == 2014


def test_hosts_go_side_by_side_and_each_sees_one_request_at_a_time(server, asked, into):
    together = threading.Barrier(2, timeout=10)

    def meet(handler):
        together.wait()
        send(handler, page(1))

    server.routes["/meet.html"] = meet
    urls = [server.url(f"/{n}.html", host) for host in ("127.0.0.1", "localhost") for n in range(6)]
    urls += [server.url("/meet.html", host) for host in ("127.0.0.1", "localhost")]
    assert run(asked, into, *urls).counts == {"fetched": 14}
    assert server.most_active == {"127.0.0.1": 1, "localhost": 1}
    for host in ("127.0.0.1", "localhost"):
        order = [path for at, path, _ in server.log if at == host]
        assert order == ["/robots.txt", *(f"/{n}.html" for n in range(6)), "/meet.html"]


def test_there_is_a_pause_between_requests_and_a_longer_one_where_the_site_asks_for_it(server, asked, into, hand):
    run(asked, into, *(server.url(f"/{n}.html") for n in range(4)))
    assert hand.now >= 2.0 * 4
    server.routes["/robots.txt"] = says(b"User-agent: *\nCrawl-delay: 30\n", kind="text/plain")
    before = hand.now
    run(asked, into, *(server.url(f"/more{n}.html") for n in range(4)))
    assert hand.now - before >= 30.0 * 3


# robots.txt


def test_robots_are_obeyed(server, asked, into):
    rules = b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n\nUser-agent: GCIR/2\nDisallow: /no/\n"
    rules += b"Allow: /no/but.html\nDisallow: /*.php$\n"
    server.routes["/robots.txt"] = says(rules, kind="text/plain")
    urls = [server.url(path) for path in ("/yes.html", "/no/a.html", "/no/but.html", "/x/y.php", "/x/y.php?z")]
    summary = run(asked, into, *urls)
    assert server.asked() == ["/yes.html", "/no/but.html", "/x/y.php?z"]
    assert reasons(summary) == [("refused", "robots.txt forbids it")] * 2
    assert summary.exit_code == 1


@pytest.mark.parametrize(
    "answer",
    [
        says(b"", 404),
        says(b"", 403),
        says(b"\x00\xff<html><body>user-agent</body></html>\n:::\nDisallow /\nDisallow: /\n" * 3),
        says(b"User-agent: *\nDisallow:\n"),
        says(b"User-agent: other\nDisallow: /\n"),
    ],
)
def test_missing_and_broken_robots_forbid_nothing(server, asked, into, answer):
    server.routes["/robots.txt"] = answer
    assert run(asked, into, server.url("/a.html")).exit_code == 0


def test_where_robots_cannot_be_read_nothing_is_fetched(server, asked, into):
    server.routes["/robots.txt"] = says(b"", 500)
    summary = run(asked, into, server.url("/a.html"), server.url("/b.html"))
    assert server.asked() == []
    assert reasons(summary) == [("failed", "robots.txt cannot be read: 500 Internal Server Error (4 tries)")] * 2
    assert len(server.log) == 4, "it is asked for once, with its tries, not for every address"


def test_robots_too_long_count_as_far_as_they_are_read(server, asked, into):
    server.routes["/robots.txt"] = says(b"User-agent: *\nDisallow: /no\n" + b"# more\n" * 200_000)
    assert reasons(run(asked, into, server.url("/no.html"))) == [("refused", "robots.txt forbids it")]


def test_robots_that_ask_for_hours_are_a_reason_to_refuse(server, asked, into):
    server.routes["/robots.txt"] = says(b"User-agent: *\nCrawl-delay: 86400\n")
    assert "86400 seconds between" in run(asked, into, server.url("/a.html")).missing[0].reason


def test_robots_of_the_place_to_which_a_redirect_leads_count(server, asked, into):
    server.routes["/robots.txt"] = lambda h: send(h, b"User-agent: *\nDisallow: /b" if "localhost" in h.headers["Host"] else b"")
    server.routes["/a.html"] = redirect(server.url("/b.html", "localhost"))
    assert reasons(run(asked, into, server.url("/a.html"))) == [("refused", "robots.txt forbids it")]
    assert server.asked() == ["/a.html"]


@given(
    st.lists(st.tuples(st.sampled_from(["Disallow", "Allow"]), st.from_regex("[ab](/[ab]){0,2}/?", fullmatch=True)), max_size=1),
    st.from_regex("([ab](/[ab]){0,3}/?)?", fullmatch=True),
)
def test_plain_rules_mean_what_they_mean_to_the_standard_library(rules, path):
    text = "User-agent: *\n" + "".join(f"{word}: /{rest}\n" for word, rest in rules)
    other = urllib.robotparser.RobotFileParser()
    other.parse(text.splitlines())
    assert fetch_robots.parse(text).allows(f"/{path}") == other.can_fetch("gcir", f"http://x/{path}")


@pytest.mark.parametrize(
    ("rule", "path", "is_forbidden"),
    [
        ("/公开/", "/%E5%85%AC%E5%BC%80/1", True),
        ("/%e5%85%ac/", "/%E5%85%AC/1", True),
        ("/%7Ex", "/~x", True),
        ("/a%2Fb", "/a/b", False),
        ("*.pdf", "/x/y.pdf?z", True),
        ("/*.pdf$", "/x/y.pdf", True),
        ("/*.pdf$", "/x/y.pdf?z", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*b$", "/ab", True),
        ("/ab*b$", "/ab", False),
        ("", "/a", False),
    ],
)
def test_rules_with_stars_ends_and_escapes(rule, path, is_forbidden):
    assert fetch_robots.parse(f"User-agent: *\nDisallow: {rule}\n").allows(path) is not is_forbidden


def test_a_rule_made_to_be_slow_is_not():
    rules = fetch_robots.parse("User-agent: *\nDisallow: /" + "*a" * 900 + "$\n")
    start = time.process_time()
    assert rules.allows("/" + "a" * 100_000 + "b")
    assert time.process_time() - start < 2


# What goes wrong and may go well again


def test_errors_that_pass_are_waited_for(server, asked, into, hand):
    server.routes["/a.html"] = in_turn(says(b"", 500), says(b"", 502), says(page(1)))
    assert run(asked, into, server.url("/a.html")).exit_code == 0
    assert server.asked() == ["/a.html"] * 3
    assert hand.now >= 2 + 4


def test_a_server_says_itself_when_to_come_back(server, asked, into, hand):
    server.routes["/a.html"] = in_turn(says(b"", 429, Retry_After="100"), says(page(1)))
    assert run(asked, into, server.url("/a.html")).exit_code == 0
    assert hand.now >= 100


def test_one_that_says_tomorrow_is_left_for_tomorrow_with_all_its_addresses(server, asked, into):
    server.routes["/a.html"] = says(b"", 429, Retry_After="86400")
    summary = run(asked, into, server.url("/a.html"), server.url("/b.html"))
    assert server.asked() == ["/a.html"]
    assert [kind for kind, _ in reasons(summary)] == ["failed", "failed"]
    assert "asks to come back in 86,400 seconds" in summary.missing[1].reason


def test_when_to_come_back_may_be_a_date_or_nonsense():
    assert fetch_one.retry_after("7") == 7
    assert 500 < fetch_one.retry_after(formatdate(time.time() + 600, usegmt=True)) <= 600
    assert fetch_one.retry_after(formatdate(0, usegmt=True)) == 0
    for nonsense in ("", "-1", "soon", "Mon, 99 Foo", "\u0663"):
        assert fetch_one.retry_after(nonsense) in (0, 3)


def test_errors_that_stay_are_in_a_table_with_their_reasons(server, asked, into):
    server.routes |= {"/gone.html": says(b"", 404), "/broken.html": says(b"", 503)}
    summary = run(asked, into, server.url("/broken.html"), server.url("/a.html"), server.url("/gone.html"))
    assert summary.counts == {"fetched": 1, "failed": 2}
    table = into.parent / fetch.FAILURES
    found = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert found == [
        ["line", "url", "outcome", "reason"],
        ["1", server.url("/broken.html"), "failed", "503 Service Unavailable (4 tries)"],
        ["3", server.url("/gone.html"), "failed", "404 Not Found"],
    ]
    server.routes.clear()
    assert run(asked, into, server.url("/broken.html"), server.url("/gone.html")).exit_code == 0
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 1, "an old table does not go on telling old failures"


def test_what_a_server_says_is_no_formula_in_the_table(server, asked, into):
    server.routes["/a"] = says(b"x", kind='=HYPERLINK("http://evil.example")')
    run(asked, into, server.url("/a"))
    told = (into.parent / fetch.FAILURES).read_text(encoding="utf-8-sig")
    assert [row[3][:6] for row in csv.reader(io.StringIO(told))] == ["reason", "'=hype"]


@pytest.mark.parametrize(
    "route",
    [
        lambda h: send(h, page(1)[:50], Content_Length=len(page(1))),
        lambda h: send(h, gzip.compress(page(1))[:-9], Content_Encoding="gzip"),
        bad_server.reset,
    ],
    ids=["truncated", "truncated gzip", "reset"],
)
def test_what_breaks_off_is_asked_for_again_and_never_kept_in_half(server, asked, into, route):
    server.routes["/a.html"] = route
    summary = run(asked, into, server.url("/a.html"))
    assert summary.missing[0].kind == "failed"
    assert summary.missing[0].reason.endswith("(4 tries)")
    assert files(into) == []
    server.routes["/a.html"] = in_turn(route, says(page(1)))
    assert run(asked, into, server.url("/a.html")).exit_code == 0
    assert [(into / name).read_bytes() for name in files(into)] == [page(1)]


def test_a_host_that_does_not_answer_is_given_up(asked, into):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        urls = [f"http://127.0.0.1:{taken.getsockname()[1]}/{n}" for n in range(GIVE_UP_AFTER + 5)]
        summary = run(asked, into, *urls)
    assert [kind for kind, _ in reasons(summary)] == ["failed"] * len(urls)


# Bounds


@pytest.mark.parametrize("route", [bad_server.drip, bad_server.drip_headers], ids=["body", "headers"])
def test_what_has_no_end_is_cut_off_by_time(server, asked, into, route):
    server.routes["/a.html"] = route
    summary = run(replace(asked, bounds=replace(asked.bounds, seconds=1)), into, server.url("/a.html"))
    assert reasons(summary) == [("refused", "it did not end within 1 seconds")]
    assert files(into) == []


def test_a_slow_server_is_not_waited_for_without_end(server, asked, into):
    free = threading.Event()
    server.routes["/a.html"] = lambda _handler: free.wait(20)
    bounds = replace(asked.bounds, silence=0.2)
    try:
        summary = run(replace(asked, bounds=bounds), into, server.url("/a.html"))
        assert reasons(summary) == [("failed", "no answer in time (4 tries)")]
    finally:
        free.set()


@pytest.mark.parametrize(
    "route",
    [
        says(b"<html>" + b" " * 300_000),
        says(b"<html>" + b" " * 300_000, Content_Length=None),
        says(gzip.compress(b"<html>" + bytes(30_000_000)), Content_Encoding="gzip"),
        lambda h: bad_server.drip(h, b"<p>" * 100_000),
    ],
    ids=["told", "not told", "gzip bomb", "without end"],
)
def test_what_is_too_large_is_refused_by_its_size_unpacked(server, asked, into, route):
    server.routes["/a.html"] = route
    assert reasons(run(asked, into, server.url("/a.html"))) == [("refused", "it is larger than 200,000 bytes")]
    assert server.asked() == ["/a.html"]
    assert files(into) == []


def test_a_bomb_is_not_unpacked_to_see_that_it_is_one():
    import tracemalloc

    bomb = gzip.compress(bytes(200_000_000))
    tracemalloc.start()
    sizes = []
    for piece in fetch_web._unpacked([bomb], 47):
        sizes.append(len(piece))
        if sum(sizes) > 1_000_000:
            break
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_packing_that_was_not_asked_for_is_refused(server, asked, into):
    server.routes["/a.html"] = says(page(1), Content_Encoding="br")
    assert "packed as br" in run(asked, into, server.url("/a.html")).missing[0].reason
    server.routes["/b.html"] = says(gzip.compress(page(1)), Content_Encoding="gzip")
    run(asked, into, server.url("/b.html"))
    assert [(into / name).read_bytes() for name in files(into)] == [page(1)]


# Redirects


def test_redirects_are_followed_and_the_address_of_the_list_is_kept(server, asked, into):
    server.routes["/a.html"] = redirect("b/c.html", 301)
    server.routes["/b/c.html"] = redirect(server.url("/d.html", "localhost"), 308)
    assert run(asked, into, server.url("/a.html")).exit_code == 0
    assert [(row["url"], (into / row["file"]).read_bytes()) for row in rows(into)] == [(server.url("/a.html"), page("/d.html"))]


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("/a.html", "more than 5 redirects"),
        ("file:///etc/passwd", "a redirect to file:, which is not followed"),
        ("ftp://127.0.0.1/x", "a redirect to ftp:, which is not followed"),
        ("http://a.cn:99999/", "a redirect to http:, which is not followed"),
    ],
)
def test_redirects_that_lead_nowhere_are_refused(server, asked, into, to, reason):
    server.routes["/a.html"] = redirect(to)
    assert reasons(run(asked, into, server.url("/a.html"))) == [("refused", reason)]


# What came is not what was asked for


@pytest.mark.parametrize(
    ("path", "route", "doubt"),
    [
        ("/2020/a.pdf", says(page(1)), "a web page came, and the address promises .pdf"),
        ("/2020/a.DOC", says(page(1), kind="application/msword"), "a web page came, and the address promises .doc"),
        ("/2020/a.html", redirect("/"), "the front page of a site came"),
        ("/2020/a.html", redirect("/index.shtml"), "the front page of a site came"),
        ("/2020/", says(b"<html><head><title>Index of /2020</title></head></html>"), "a listing of a folder came"),
        ("/2020/a.html", redirect("/2021/b.html"), ""),
        ("/2020/a.pdf", says(b"%PDF-1.4 and more", kind="text/html"), ""),
        ("/", says(page(1)), ""),
    ],
)
def test_what_may_be_a_message_of_the_site_is_kept_and_told_apart(server, asked, into, path, route, doubt):
    server.routes[path] = route
    for kind in ("fetched", "unchanged"):  # and told again as long as it is there
        summary = run(asked, into, server.url(path))
        assert (summary.exit_code, summary.counts[kind]) == (0, 1)
        assert [result.reason for result in summary.doubtful] == [doubt] * bool(doubt)
        assert len(files(into)) == len(rows(into)) == 1
        lines = list(summary.lines())
        assert any(line.startswith(f"  doubtful: 1 × {doubt}") for line in lines) == bool(doubt)
        table = into.parent / fetch.FAILURES
        assert table.is_file() == bool(doubt)
        if doubt:
            (row,) = csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig")))
            assert (row["outcome"], row["reason"]) == ("doubtful", doubt)
    if doubt:
        (into / files(into)[0]).write_bytes(b"%PDF-1.4 what the user put there")
        assert run(asked, into, server.url(path)).doubtful == []


def test_a_public_server_cannot_lead_to_a_private_one(server, asked, into, monkeypatch):
    private = fetch_web.is_private
    monkeypatch.setattr(fetch_web, "is_private", lambda host: host != "127.0.0.1" and private(host))
    server.routes["/a.html"] = redirect(server.url("/b.html", "localhost"))
    server.routes["/c.html"] = redirect(server.url("/d.html"))
    summary = run(asked, into, server.url("/a.html"), server.url("/c.html"), server.url("/e.html", "localhost"))
    assert reasons(summary) == [("refused", "it leads from a public address to a private one")]
    assert sorted(server.asked()) == ["/a.html", "/c.html", "/d.html", "/e.html"]


def test_a_name_that_turns_out_to_be_private_is_not_even_asked(server, monkeypatch):
    monkeypatch.setattr(fetch_web, "is_private", lambda host: host == "127.0.0.1")  # the name itself tells nothing
    web = fetch_web.Web("gcir", Bounds())
    with pytest.raises(fetch_web.PrivateAddress):
        web.get(server.url("/a.html", "localhost"), public_only=True)
    assert server.log == []
    web.close()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "LOCALHOST.", "x.localhost", "10.1.2.3", "192.168.0.1", "172.16.0.9", "169.254.169.254", "0.0.0.0",
     "::1", "[::1]", "::ffff:127.0.0.1", "fe80::1%eth0", "fd00::1", "100.64.0.1", "224.0.0.1", "::"],
)  # fmt: skip
def test_addresses_of_this_machine_and_its_networks_are_known(host):
    assert fetch_web.is_private(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "www.example.cn", "2606:4700::1111", "localhost.example.cn"])
def test_others_are_public(host):
    assert not fetch_web.is_private(host)


# What is a document, and what it is called


@pytest.mark.parametrize(
    ("body", "kind", "suffix"),
    [
        (page(1), "text/html;charset=gbk", ".html"),
        (page(1), None, ".html"),
        (b"%PDF-1.4 ...", "text/html", ".pdf"),
        (b"%PDF-1.4 ...", "application/octet-stream", ".pdf"),
        ("某县".encode("gbk"), "text/plain", ".txt"),
        (b"PK\x03\x04 word/document.xml", "application/zip", ".docx"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>\n--x--\n",
         "multipart/related", ".mht"),
        (b"", "text/html", "there is nothing in it"),
        (b" \r\n ", "text/html", "there is nothing in it"),
        (b"\x89PNG", "image/png", "image/png is no document"),
        (b"{}", "application/json", "application/json is no document"),
        (b"\x89PNG\0\0\0", "text/html", "it is neither text"),
        (b"PK\x03\x04 images", "application/zip", "it is neither text"),
    ],
)  # fmt: skip
def test_documents_are_told_from_others(server, asked, into, body, kind, suffix):
    server.routes["/a"] = says(body, kind=kind)
    summary = run(asked, into, server.url("/a"))
    if suffix.startswith("."):
        (row,) = rows(into)
        assert row["file"].endswith(suffix)
        assert (into / row["file"]).read_bytes() == body
    else:
        assert suffix in summary.missing[0].reason
        assert files(into) == []


def test_a_wrong_charset_changes_nothing(server, asked, into):
    body = page(7).decode().encode("gb18030")
    server.routes["/a.html"] = says(body, kind="text/html; charset=utf-8")
    run(asked, into, server.url("/a.html"))
    (name,) = files(into)
    assert (into / name).read_bytes() == body
    assert "全年主动公开政府信息7条" in gcir.read_report(into / name).text


def test_the_same_content_under_two_addresses_is_two_files(server, asked, into):
    server.routes |= {"/a.html": says(page(1)), "/b.html": says(page(1))}
    run(asked, into, server.url("/a.html"), server.url("/b.html"))
    assert len(files(into)) == 2


@pytest.mark.parametrize(
    "path",
    ["/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/x.html", "/a%00b.html", "/con.html", "/" + "long" * 100 + ".pdf", "/.hidden", "/",
     "/%E5%85%AC%E5%BC%80/%E5%B9%B4%E6%8A%A5.pdf", "/a:b|c*d?e=%22%3C", "/~$x.doc", "/A.html", "/a.html", "/%ff%fe", "/a%5cb"],
)  # fmt: skip
def test_names_are_safe_everywhere_and_stay_in_the_folder(server, asked, into, path):
    assert run(asked, into, server.url(path)).exit_code == 0
    (name,) = files(into)
    assert {p.name for p in into.parent.iterdir()} - {fetch.FAILURES} == {"raw", "urls.txt"}  # a page is no .pdf
    assert not set(name) & set('\\/:*?"<>|%~$ \0')
    assert name.count(".") == 1
    assert len(name.encode()) <= 160
    assert name.startswith("127-0-0-1")
    assert [source.file for source in intake.sources([into])] == [name]


def test_no_two_addresses_share_a_name():
    urls = ["http://a.cn/x.html", "http://a.cn/X.html", "http://a.cn/x.html?", "http://a.cn/x.html?a", "https://a.cn/x.html"]
    urls += ["http://a.cn/x/", "http://a.cn/x", "http://a.cn/%78", "http://A.cn/x", "http://a.cn:81/x"]
    names = {fetch_list.key(url): fetch_names.file_name(url, ".html").casefold() for url in urls}
    assert len(set(names.values())) == len(names)
    assert fetch_names.file_name("http://a.cn/x#1", ".html") == fetch_names.file_name("http://A.cn/x#2", ".html")


# Asking again


def test_again_asks_only_whether_something_changed(server, asked, into):
    def version(handler):
        if handler.headers["If-None-Match"] == '"1"':
            send(handler, b"", 304)
        else:
            send(handler, page(1), ETag='"1"', Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")

    server.routes["/a.html"] = version
    urls = server.url("/a.html"), server.url("/b.html")
    run(asked, into, *urls)
    before = (into / "manifest.csv").read_bytes()
    again = replace(asked, again=True)
    assert run(again, into, *urls).counts == {"unchanged": 2}
    assert server.asked("/a.html")[1]["If-Modified-Since"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert "If-None-Match" not in server.asked("/b.html")[1]
    assert (into / "manifest.csv").read_bytes() == before


def test_again_replaces_what_changed_and_notes_the_new_time(server, asked, into, monkeypatch):
    from gcir import fetch_notes

    run(asked, into, server.url("/a.html"), server.url("/b.html"))
    kept = rows(into)
    server.routes["/a.html"] = says(page("new"))
    monkeypatch.setattr(fetch_notes, "_now", lambda: "2031-01-01T00:00:00Z")
    summary = run(replace(asked, again=True), into, server.url("/a.html"), server.url("/b.html"))
    assert summary.counts == {"fetched": 1, "unchanged": 1}
    assert rows(into) == [kept[0] | {"fetched": "2031-01-01T00:00:00Z"}, kept[1]]
    assert (into / kept[0]["file"]).read_bytes() == page("new")


def test_again_leaves_alone_what_the_user_changed_or_put_there(server, asked, into):
    run(asked, into, server.url("/a.html"))
    (name,) = files(into)
    (into / name).write_bytes(b"corrected by hand")
    (into / "mine.html").write_bytes(b"mine")
    with (into / "manifest.csv").open("a") as file:
        file.write(f"mine.html,,,{server.url('/mine.html')},\n")
    server.log.clear()
    assert run(replace(asked, again=True), into, server.url("/a.html"), server.url("/mine.html")).counts == {"unchanged": 2}
    assert server.log == []
    assert (into / name).read_bytes() == b"corrected by hand"


# The manifest


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("is_ended", [True, False])
def test_what_a_user_wrote_stays_byte_for_byte(server, asked, into, encoding, end, is_ended):
    into.mkdir()
    (into / "a.txt").write_text("x", encoding="utf-8")
    (into / "b.txt").write_text("y", encoding="utf-8")
    written = end.join(["file,agency , year", '"a.txt","文成县 ""统计局""",2014', "b.txt"]) + end * is_ended
    (into / "manifest.csv").write_bytes(written.encode(encoding))
    run(asked, into, server.url("/a.html"), server.url("/b.html"))
    data = (into / "manifest.csv").read_bytes()
    first, _, rest = written.partition(end)
    start = (first + ",url,fetched" + end + rest + end * (not is_ended)).encode(encoding)
    assert data.startswith(start)
    assert data[len(start) :].decode("utf-8").count(end) == 2
    assert data.count(b"\n") == data.count(end.encode())
    manifest.check([into / "a.txt"])
    assert manifest.of(into / "a.txt").agency == '文成县 "统计局"'


def test_an_address_that_a_user_stated_is_there_already(server, asked, into):
    into.mkdir()
    (into / "mine.txt").write_text("x", encoding="utf-8")
    written = f"file,url\nmine.txt,{server.url('/a.html')}\n../../out.txt,{server.url('/b.html')}\n"
    (into / "manifest.csv").write_text(written, encoding="utf-8")
    assert run(asked, into, server.url("/a.html")).counts == {"unchanged": 1}
    assert (into / "manifest.csv").read_text(encoding="utf-8") == written
    run(asked, into, server.url("/b.html"))
    assert not (into.parent.parent / "out.txt").exists()


def test_a_manifest_to_which_nothing_can_be_added_is_said_before_anything_is_fetched(server, asked, into):
    into.mkdir()
    (into / "manifest.csv").write_text("year\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1: the names of the columns"):
        run(asked, into, server.url("/a.html"))
    assert server.log == []


def test_a_full_disk_leaves_the_manifest_whole(tmp_path, monkeypatch):
    from gcir import fetch_notes

    class Full(io.FileIO):
        def write(self, data):
            return super().write(data[:3])

    path = tmp_path / "m.csv"
    path.write_bytes(b"before\n")
    monkeypatch.setattr(Path, "open", lambda self, *_, **__: Full(self, "ab"))
    with pytest.raises(OSError, match="No space left"):
        fetch_notes._append(path, b"a line\n")
    monkeypatch.undo()
    assert path.read_bytes() == b"before\n"


# The list


def test_lists_may_be_written_in_many_ways(tmp_path):
    path = tmp_path / "urls.txt"
    path.write_bytes("\ufeff# 说明\r\n\r\n http://a.cn/1 \r\nhttp://a.cn/1#x\r\nHTTPS://a.cn/2 # note\r\n".encode())
    assert [(w.url, w.line) for w in fetch_list.read(path)] == [("http://a.cn/1", 3), ("HTTPS://a.cn/2", 5)]
    path.write_text("http://政府.cn/公开\n", encoding="gb18030")
    assert [w.url for w in fetch_list.read(path)] == ["http://政府.cn/公开"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://a.cn/1\nwww.a.cn/2\n", "line 2: 'www.a.cn/2' is no address"),
        ("ftp://a.cn/1\n", "line 1: 'ftp://a.cn/1' is no address"),
        ("file:///etc/passwd\n", "line 1"),
        ("http://\n", "line 1"),
        ("\nhttp://a b/\n", "line 2"),
        ("http://[::1\n", "line 1"),
        ("http://a.cn:99999999/\n", "line 1"),
        ("http://a.cn/" + "x" * 3000 + "\n", "line 1"),
        ("http://me:secret@a.cn/\n", "line 1: an address with a password is not kept"),
        ("# nothing\n\n", "names no address"),
        ("", "names no address"),
        ("url,year\nhttp://a.cn/,14\n", "line 2: year '14' is no year"),
        ("url,year\nhttp://a.cn/,\n,2014\n", "line 3: '' is no address"),
        ("url,agency\nhttp://a.cn/,=1+1\n", "line 2: agency '=1+1' begins like a formula"),
    ],
)
def test_a_list_that_is_wrong_is_said_before_anything_is_fetched(tmp_path, text, words):
    path = tmp_path / "urls.txt"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["fetch", str(path), "--into", str(tmp_path / "raw")])
    assert result.exit_code == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "raw").exists()
    assert "secret" not in result.stderr


@given(st.text(max_size=40))
def test_no_line_breaks_the_reading_of_lists(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("list") / "urls.txt"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        told = [wanted.url for wanted in fetch_list.read(path)]
    except InputError as error:
        told = str(error)
    assert told


# The command


def process(tmp_path, *urls):
    (tmp_path / "urls.txt").write_text("\n".join(urls), encoding="utf-8")
    words = ["fetch", "urls.txt", "--into", "raw", "--delay", "0", "--hosts", "1"]
    return subprocess.Popen(
        [sys.executable, "-m", "gcir", *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def stuck(server):
    """A server that answers two addresses, and holds the third until it is told to go on."""
    reached, free = threading.Event(), threading.Event()

    def hold(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        handler.wfile.write(page(2)[:40])
        handler.wfile.flush()
        reached.set()
        free.wait(30)
        handler.wfile.write(page(2)[40:])

    server.routes["/2.html"] = hold
    yield server, reached
    free.set()


@pytest.mark.parametrize("end", ["kill", "interrupt"])
def test_a_run_that_is_ended_goes_on_where_it_was(stuck, tmp_path, end):
    server, reached = stuck
    urls = [server.url(f"/{n}.html") for n in range(5)]
    first = process(tmp_path, *urls)
    assert reached.wait(30)
    deadline = time.monotonic() + 20
    raw = tmp_path / "raw"
    while time.monotonic() < deadline and not ((raw / "manifest.csv").exists() and len(rows(raw)) == 2):
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL if end == "kill" else signal.SIGINT)
    out, err = first.communicate(timeout=30)
    if end == "interrupt":
        assert first.returncode == 130
        assert "Stopped: 3 left" in out
        assert "Traceback" not in err
    assert len(files(raw)) == 2
    server.routes.clear()
    server.log.clear()
    second = process(tmp_path, *urls)
    out, err = second.communicate(timeout=60)
    assert second.returncode == 0, err
    assert out.startswith("3 fetched, 2 unchanged, 0 refused, 0 failed: in raw")
    assert server.asked() == ["/2.html", "/3.html", "/4.html"]
    found = {row["url"]: (raw / row["file"]).read_bytes() for row in rows(raw)}
    assert found == {server.url(f"/{n}.html"): page(f"/{n}.html") for n in range(5)}
    assert not list(raw.glob("*.part")) + list(raw.glob(".*.part"))


def test_what_was_left_half_written_goes(server, asked, into):
    into.mkdir()
    (into / ".x.html.part").write_bytes(b"half")
    run(asked, into, server.url("/a.html"))
    assert not (into / ".x.html.part").exists()


def test_a_file_whose_line_was_never_written_is_no_other_file(server, asked, into):
    run(asked, into, server.url("/a.html"))
    before = files(into)
    (into / "manifest.csv").unlink()
    assert run(asked, into, server.url("/a.html")).counts == {"fetched": 1}
    assert files(into) == before == [row["file"] for row in rows(into)]


def test_a_name_that_the_manifest_gives_to_another_address_is_not_taken(server, asked, into):
    into.mkdir()
    name = fetch_names.file_name(server.url("/a.html"), ".html")
    (into / name.upper()).write_bytes(b"another")
    (into / "manifest.csv").write_text(f"file,url\n{name.upper()},http://a.cn/\n", encoding="utf-8")
    run(asked, into, server.url("/a.html"))
    assert (into / name.upper()).read_bytes() == b"another"
    assert len({file.casefold() for file in files(into)}) == 2


def test_two_at_once_on_one_folder_are_told_so(server, asked, into):
    from filelock import FileLock

    into.mkdir()
    with FileLock(into / ".fetch.lock"), pytest.raises(InputError, match="Another gcir fetch works on"):
        run(asked, into, server.url("/a.html"))


def test_the_command_says_what_came_of_it(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    server.routes["/no.html"] = says(b"", 404)
    Path("urls.txt").write_text(f"{server.url('/a.html')}\n{server.url('/no.html')}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["fetch", "urls.txt", "--into", "raw", "--delay", "0", "--tries", "1"])
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "1 fetched, 0 unchanged, 0 refused, 1 failed: in raw",
        "  failed: 1 × 404 Not Found",
        "Each with its reason in fetch-failures.csv",
    ]
    assert CliRunner().invoke(main, ["fetch", "urls.txt", "--into", "urls.txt"]).exit_code == 2
    assert CliRunner().invoke(main, ["fetch", "nowhere.txt"]).exit_code == 2
