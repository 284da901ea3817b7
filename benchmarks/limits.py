"""What ingest is compared with: a COPY of raw bytes, and the least a pipeline in Python does before it applies anything.
Events a second, one process and one connection.
"""

from __future__ import annotations

import hashlib
import time

import msgspec
import psycopg
import zstandard

TOGETHER = 200


class _Owner(msgspec.Struct, gc=False):
    namespace: str
    name: str
    facets: dict[str, msgspec.Raw] = {}  # noqa: RUF012  (msgspec copies it)


class _Run(msgspec.Struct, gc=False):
    runId: str  # noqa: N815
    facets: dict[str, msgspec.Raw] = {}  # noqa: RUF012


class _Event(msgspec.Struct, gc=False):
    eventTime: str  # noqa: N815
    run: _Run
    job: _Owner
    inputs: list[_Owner] = []  # noqa: RUF012
    outputs: list[_Owner] = []  # noqa: RUF012


def copy_raw(source: str, bodies: list[bytes]) -> float:
    """Nothing but the bytes, into a table of one column without an index."""
    with psycopg.connect(source, autocommit=True) as link:
        link.execute("DROP TABLE IF EXISTS bench_raw")
        link.execute("CREATE TABLE bench_raw (body bytea)")
        begun = time.perf_counter()
        for start in range(0, len(bodies), TOGETHER):
            with link.cursor() as cursor, cursor.copy("COPY bench_raw FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["bytea"])
                for body in bodies[start : start + TOGETHER]:
                    copy.write_row((body,))
        seconds = time.perf_counter() - begun
        link.execute("DROP TABLE bench_raw")
    return len(bodies) / seconds


def decode_and_copy(source: str, bodies: list[bytes]) -> float:
    """Typed decoding that leaves facets alone, a digest, compression with a dictionary, COPY with a unique key."""
    decode = msgspec.json.Decoder(_Event).decode
    dictionary = zstandard.train_dictionary(64 << 10, [*bodies[:2_000]])
    compress = zstandard.ZstdCompressor(level=1, dict_data=dictionary).compress
    with psycopg.connect(source, autocommit=True) as link:
        link.execute("DROP TABLE IF EXISTS bench_stored")
        link.execute("CREATE TABLE bench_stored (id bigint GENERATED ALWAYS AS IDENTITY, key bytea UNIQUE, body bytea)")
        begun = time.perf_counter()
        for start in range(0, len(bodies), TOGETHER):
            with (
                link.cursor() as cursor,
                cursor.copy("COPY bench_stored (key, body) FROM STDIN (FORMAT BINARY)") as copy,
            ):
                copy.set_types(["bytea", "bytea"])
                for body in bodies[start : start + TOGETHER]:
                    decode(body)
                    copy.write_row((hashlib.blake2b(body, digest_size=16).digest(), compress(body)))
        seconds = time.perf_counter() - begun
        link.execute("DROP TABLE bench_stored")
    return len(bodies) / seconds
