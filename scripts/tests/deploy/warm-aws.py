"""Runs the AWS command line again and again in one warm Python: each call is a fork of it, with its own environment.

Usage: python warm-aws.py SOCKET. A request is one JSON {args, env, cwd}, an answer one JSON {status, stdout, stderr}.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import tempfile

import awscli.clidriver

# Where the package says, when it is loaded, that its own data lies.
DATA_PATH = os.environ["AWS_DATA_PATH"]


def answer(request):
    """What the command line prints for these words, and how it ends. In a process of its own."""
    os.environ.clear()
    os.environ.update(request["env"], AWS_DATA_PATH=DATA_PATH)
    os.chdir(request["cwd"])
    sys.argv = ["aws", *request["args"]]
    printed = [tempfile.TemporaryFile() for _ in range(2)]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, file in enumerate(printed, start=1):
        os.dup2(file.fileno(), descriptor)
    try:
        status = awscli.clidriver.main()
    except SystemExit as end:
        status = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    for file in printed:
        file.seek(0)
    stdout, stderr = (file.read().decode() for file in printed)
    return {"status": status or 0, "stdout": stdout, "stderr": stderr}


def serve(connection):
    """Reads a request to its end and answers it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with connection, connection.makefile("rb") as words:
        reply = answer(json.load(words))
        connection.sendall(json.dumps(reply).encode())


def load():
    """Loads once what each call would load: a call that nobody answers (port 9, discard) gets as far as the network."""
    os.environ.update(
        AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="us-east-1", AWS_MAX_ATTEMPTS="1"
    )
    driver = awscli.clidriver.create_clidriver()
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        driver.main(["sts", "get-caller-identity", "--endpoint-url", "http://127.0.0.1:9"])


def main(place):
    """Says that it is ready, then forks for each call until it is stopped."""
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = socket.socket(socket.AF_UNIX)
    server.bind(place)
    server.listen(64)
    print("ready", flush=True)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            try:
                serve(connection)
            finally:
                os._exit(0)
        connection.close()


main(sys.argv[1])
