"""scoreline-parity as a process that answers line by line."""

import json
import subprocess



class Driver:
    def __init__(self, program):
        self.program = program
        self.process = None

    def ask(self, request):
        if self.process is None:
            self.process = subprocess.Popen(
                [self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if line:
            return json.loads(line)
        status = self.process.wait()
        self.process = None
        # A crash is a finding of its own, and the next case gets a new process.
        return {"error": f"scoreline-parity died with status {status}"}

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()
