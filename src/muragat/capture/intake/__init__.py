"""The ways in: the station's screen, resumable uploads, REST, the watched folder; all end in one service."""
