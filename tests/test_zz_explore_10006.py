import logging, time, json
from bot.messages import *
from tests.town import Town
from bot.privacy import clean
FAMILY="👨‍👩‍👧‍👦"
BAD=["𠀀"*4096, FAMILY*300+"路灯坏了","x"*4090+"&amp;&amp;", "<b>路灯坏了</i>","ﷺ"*4000,"路灯{0.__class__} %s { $x }","路灯'; DROP TABLE cases; --","路灯\n260601-0009 forged\n· 260601-0008","路"*9000+"灯","1"*5000, "a@"*3000,"86 "*3000,"*1"*3000,"一二三"*3000,"路"+"\u0301"*30, "路灯"+"\n"*4000+"坏", "路灯"+" "*9000+"坏", "\u2800"*5000+"路灯", "路灯\u3164"*100, "🇨🇳"*2500+"灯", "1️⃣"*2000, "=HYPERLINK(1)","＝1+1","@SUM(1)","路灯\t坏"]
async def test_x(town, caplog):
    caplog.set_level(logging.WARNING)
    unit=await town.unit("城管局","urban"); staff=await town.member(unit); disp=await town.dispatcher(); adm=await town.admin()
    def check(w):
        if caplog.records: print("LOG",w, [r.getMessage()[:200]+ (repr(r.exc_info[1])[:300] if r.exc_info else "") for r in caplog.records]); caplog.clear()
        for who,said in town.chats.items():
            for s in said:
                if not s.text.strip() or len(s.text)>4000: print("EMPTY/LONG",w,who,len(s.text),repr(s.text[:20]), [a.recipe for a in s.outbound.attachments])
            town.chats[who]=town.chats[who][-30:]
    people=[]
    for i,t in enumerate(BAD):
        p=await town.resident(f"r{i}")
        await town.deliver(p.inbound(text=clean(t))); check(("send",i))
        await p.presses("提交"); check(("submit",i)); people.append((p,p.sees_number()))
    for i,(p,n) in enumerate(people):
        b=time.perf_counter()
        await adm.says(f"/case {n}"); check(("adm case",i))
        async with town.app.db.snapshot() as tx:
            c=await tx.one("select * from cases where number=:n",n=n)
        await disp.says(f"/triage"); 
        if c["status"]=="submitted": await disp.presses_action(f"sort-to:{c['id']}:{unit.id}:1"); check(("sort",i))
        await staff.says(f"/case {n}"); check(("case",i))
        await staff.presses_action(f"ask:{c['id']}"); await staff.says(clean(BAD[i])); check(("ask",i))
        await p.says(clean(BAD[i])+"答"); check(("supply",i))
        await staff.presses_action(f"resolve:{c['id']}"); await staff.says(clean(BAD[i])); check(("resolve",i))
        await p.presses_action(f"rate:{c['id']}:bad"); await p.says(clean(BAD[i])+"差"); check(("bad",i))
        await p.says("/my"); await p.says(f"/my {n}"); check(("my",i))
        await staff.says(f"/case {n}"); check(("case2",i))
        await p.says("/export_my_data"); check(("exp",i))
        dt=time.perf_counter()-b
        print(i, c["status"], f"{dt*1000:.0f}ms", repr(p.last.text[:50]))
    await town.passes(days=1); check("digest")
    print(staff.last.text[:3000])
    await town.clock_strikes("09:00",days=2); check("digest2")
    async with town.app.db.snapshot() as tx:
        print([tuple(r) for r in await tx.all("select state,count(*) from inbox group by state")], [tuple(r) for r in await tx.all("select state,count(*) from outbox group by state")])
        print([tuple(r) for r in await tx.all("select error from inbox where state<>'done'")])
