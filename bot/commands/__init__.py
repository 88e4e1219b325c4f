"""What the commands of the command line do; `bot/__main__.py` says how they are called.

serve.py    run                     chat.py     chat
intake.py   import                  report.py   tag, digest, ledger
care.py     backup, migrate         doctor.py   doctor
learning.py learn, evaluate
common.py   what all of them share
"""
