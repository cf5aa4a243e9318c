"""What the deployment tests are made of: processes, servers, stand-ins for what no test machine has."""
