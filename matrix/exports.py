from eculture.exports import leave_out

leave_out("matrix.CellOverride", because="decided as an officer: the public matrix tells it")
