"""Writes docs/lifecycle.md from the table: `python tests/casework/lifecycle_doc.py`."""

from pathlib import Path

from bot.casework.lifecycle import TRANSITIONS, Action, Clock, Status, Who, diagram

FILE = Path(__file__).parents[2] / "docs" / "lifecycle.md"

STATUSES = {
    Status.DRAFT: "草稿 draft",
    Status.SUBMITTED: "待受理 submitted",
    Status.DISPATCHED: "已派单 dispatched",
    Status.IN_PROGRESS: "办理中 in progress",
    Status.INFO_REQUESTED: "待补充 asked for more",
    Status.SUSPENDED: "挂账 suspended",
    Status.RESOLVED: "已办结 resolved, to be rated",
    Status.CLOSED: "已归档 closed",
    Status.DECLINED: "不予受理 declined",
    Status.MERGED: "并单 merged",
    Status.WITHDRAWN: "撤回 withdrawn",
    Status.DISCARDED: "丢弃 discarded",
}
VERBS = {
    Action.SUBMIT: "提交 submit",
    Action.DISPATCH: "派单 dispatch",
    Action.SIGN: "签收 sign",
    Action.RATE_GOOD: "满意 satisfied",
    Action.RATE_BAD: "不满意或未解决 unsatisfied or unsolved",
    Action.SUPPLY: "补充材料 supply",
    Action.ADD: "追加 add",
    Action.RESOLVE: "办结 resolve",
    Action.ANSWER: "答复 answer",
    Action.ASK: "要求补充 ask",
    Action.RESUME: "继续办理 resume",
    Action.REVIEW: "复查 review",
    Action.ASK_EXTENSION: "申请延期 ask for an extension",
    Action.EXTEND: "批准延期 extend",
    Action.REFUSE_EXTENSION: "不予延期 refuse an extension",
    Action.CO_HANDLE: "会办 co-handle",
    Action.TRANSFER: "转办 transfer",
    Action.RETURN: "退单 return",
    Action.SUSPEND: "挂账 suspend",
    Action.MERGE: "并单 merge",
    Action.UNMERGE: "撤销并单 unmerge",
    Action.SPLIT: "拆分 split",
    Action.UNSPLIT: "撤销拆分 take the split back",
    Action.DECLINE: "不予受理 decline",
    Action.REOPEN: "重新打开 reopen",
    Action.EXPIRE: "逾期未评价 not rated in time",
    Action.CLOSE_BY_RESIDENT: "居民办结 closed by the resident",
    Action.WITHDRAW: "撤回 withdraw",
    Action.LEAVE: "退出，为其他居民接着办 leave it to others",
    Action.DISCARD: "丢弃 discard",
    Action.RESTORE: "找回 restore",
}
CLOCKS = {Clock.START: "starts", Clock.PAUSE: "pauses", Clock.RESUME: "goes on", Clock.STOP: "stops", Clock.KEEP: ""}


def document() -> str:
    """All of docs/lifecycle.md."""
    rows = [
        f"| {STATUSES[row.source]} | {VERBS[row.action]} | {STATUSES[row.target] if row.target != row.source else ''} "
        f"| {', '.join(who for who in Who if who in row.who)} | {CLOCKS[row.clock]} |"
        for row in TRANSITIONS
    ]
    return f"""# The life of a case

Made from the table in `bot/casework/lifecycle.py` by `python tests/casework/lifecycle_doc.py`; a test compares the two.
Nothing else decides what may be done with a case.

```mermaid
{diagram(STATUSES, VERBS)}```

An empty cell means that nothing changes. *reporter* is the case's own, *unit* and *lead* belong to the unit that has
it, *system* is the bot itself when a time has come. The clock is the time that the unit has; it starts when the case
is dispatched, not when it is signed for, and runs on while a returned case is sorted again.

| status | action | then | who | clock |
|---|---|---|---|---|
{chr(10).join(rows)}
"""


if __name__ == "__main__":
    FILE.write_text(document(), encoding="utf-8")
