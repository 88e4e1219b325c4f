# Dates, times and what is said in many places.

date = { $month }{ $day }日（{ $weekday }）
date-year = { $year }年{ $month }{ $day }日（{ $weekday }）
month-year = { $year }年{ $month }
moment = { $month }{ $day }日 { $time }
moment-year = { $year }年{ $month }{ $day }日 { $time }
# Until when there is an answer. A space parts the time from the word that follows.
due-today = 今天 { $time }{" "}
due-moment = { $moment }{" "}
day-provisional = { $day }（暂定，放假安排还没公布）
weekday-0 = 周一
weekday-1 = 周二
weekday-2 = 周三
weekday-3 = 周四
weekday-4 = 周五
weekday-5 = 周六
weekday-6 = 周日
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月
age-now = 刚刚
age-minutes = { $n }分钟前
age-hours = { $n }小时前
age-days = { $n }天前

no-category = 还没分类
unknown-command = 没有这个命令。发“帮助”看看能做什么；有事要反映，直接说就行。
not-possible-any-more = 这一步现在做不了了，可能已经处理过。发{ $staff ->
        [yes] {" /inbox "}
       *[no] “进度”
    }看最新情况。
somebody-was-faster = 刚才有人先处理了这一件。再打开看一下最新情况吧。
write-privately = 这件事请私下跟我说：{ $link }
possible-repeat = （网络不稳，这条可能重复）
dead-letter = 抱歉，刚才那条消息我没处理成，内容留着，管理员会来看。急的话请打 12345。
unsent-admin = 有消息试了很多次都没发出去（编号 { $id }）。发 /failures 查看，可以再发。
dead-letter-admin = 有一条消息三次都没处理成，已留存（编号 { $id }）。发 /failures 查看，发 /retry { $id } 再试一次。
storage-fails = 我现在存不下东西了：机器的硬盘满了，或者数据库连不上。
    大家发来的话不会丢，能存了就接着办。请尽快看看机器。
storage-works = 又能存了，攒下的消息正在处理，没有丢。

# Where a case stands
status-draft = 草稿
status-submitted = 等待分派
status-dispatched = 已交给单位
status-in-progress = 办理中
status-info-requested = 等您补充
status-resolved = 已办好，等您评价
status-closed = 已结束
status-declined = 不受理
status-merged = 已合并
status-withdrawn = 已撤回
status-suspended = 暂缓，到期再看
status-discarded = 已丢弃

rating-good = 满意
rating-fair = 基本满意
rating-bad = 不满意

button-no = 不了

# Files that were sent: in the place of one that is not passed on, and to who sent it
file-unsafe = 有个附件不能放心打开，没有转来。要看的话，请对方当照片再发一次。
file-too-large = 有个附件超过 20 MB，没有转来。
file-gone = 有个附件在平台上已经取不到了，没能带来。
file-later = 有个附件现在取不到，过一会儿再看一次。
file-sent-too-large = 这个文件超过 20 MB，我转不过去。照片、视频请不要当“文件”发，直接当照片、视频发。
file-sent-unsafe = 这种文件我打不开，转不过去。照片请直接当照片发，材料请发 PDF、Word 或 Excel。
