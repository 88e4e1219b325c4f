"""What is fast, measured against what people would use instead: python -m benchmarks (or make bench).

pipeline.py   messages a second through the whole pipeline, against a bare echo bot        (echo.py, stages.py)
digest.py     a digest and a ledger among a million cases                                  (archive.py, reading.py)
start.py      from process start to the first poll
tagging.py    the tagger against jieba alone, and how often it is right

Every figure is taken in this run, on this machine; nothing is kept between runs. texts.py has the messages, figures.py
the table, processes.py what runs beside.
"""
