# Bringing in what was collected elsewhere.

command-import = 导入座谈会、热线等收集的表格
import-how = 把表格发给我就行（.xlsx、.csv 或 .jsonl），要有“内容”这一列。
    还可以有这些列：标题、时间、来源、电话、类别。
import-no-file = 没看到表格。先发 /import，再把表格作为文件发给我。
import-too-large = 这个文件超过 20 MB，我收不了。请拆成几份，或请管服务器的人停下机器人用 kaimen import 导入。
import-begun = 收到“{ $name }”，这就开始导入，导完把结果发给您。
import-progress = 正在导入“{ $name }”：已处理 { $rows } 行。
import-failed = “{ $name }”没能导完。已导入的都在，不会重复；过一会儿再发一次就行。
import-report = “{ $name }”导完了，共 { $rows } 行。
    新登记 { $new } 件：已派给单位 { $routed } 件，等分派 { $waiting } 件。{ $known ->
        [0] {""}
       *[other] {""}
        以前导过 { $known } 行，没有重复登记。
    }{ $refused ->
        [0] {""}
       *[other] {""}
        没收 { $refused } 行：
    }
import-row = { $has-sheet ->
        [yes] { $sheet } 第
       *[no] 第
    } { $row } 行：{ $why }{ $has-detail ->
        [yes] （{ $detail }）
       *[no] {""}
    }
import-more-rows = ……还有 { $n } 行。
import-set-aside = 有 { $n } 行暂时没处理成（第 { $rows } 行），已留存，发 /failures 查看。
import-labels = 有 { $n } 行的类别我不认识，按内容自动分了类：{ $labels }
import-labelled = 有 { $n } 行带着类别，已照着分。要我也学会这样分，发 /relearn

import-row-no-text = 没有内容
import-row-too-long = 太长
import-row-bad-time = 时间看不懂，写成 2026-11-23 08:30 就行
import-row-bad-characters = 有乱码
import-row-extra-cells = 比表头多出几格，可能是文字里的逗号没加引号
import-row-open-quote = 英文双引号没有成对，从文件的这一行起
import-row-unreadable = 读不出来
import-row-rest-unreadable = 从这一行起读不出来

import-file-missing = “{ $name }”不在了，请再发一次。
import-file-not-a-file = “{ $name }”不是文件，请再发一次。
import-file-cannot-open = “{ $name }”打不开，请再发一次。
import-file-empty = “{ $name }”是空的，请保存好再发一次。
import-file-too-large = “{ $name }”展开后超过 500 MB，请拆成几份。
import-file-unknown-type = 我只认 .xlsx、.csv 和 .jsonl。请把“{ $name }”另存为 .xlsx 再发。
import-file-old-excel = 请用 Excel 或 WPS 打开“{ $name }”，另存为 .xlsx（不设密码）再发。
import-file-not-a-table = “{ $name }”里不是表格。请把表格本身存成 .xlsx 或 .csv 再发。
import-file-damaged = “{ $name }”损坏了。请用 Excel 或 WPS 打开，重新存成 .xlsx 再发。
import-file-no-text-column = “{ $name }”里没找到“内容”这一列。请在前 10 行里写上列名：内容。

# Areas
areas-how = 把区域表格发给我就行（.xlsx 或 .csv）。只有“名称”必须有，空着的格子不会改动原来的。
    名称,上级,类别,别名,纬度,经度,范围
    东街街道,城关区,街道,东街,36.0611,103.8343,
areas-no-file = 没看到表格。先发 /areas，点“导入表格”，再把表格作为文件发给我。
areas-failed = “{ $name }”没能导入，区域都没动。过一会儿再发一次就行。
areas-no-column = “{ $name }”里没找到“名称”这一列。请在前 10 行里写上列名，比如：
    名称,上级,类别,别名,纬度,经度,范围
    东街街道,城关区,街道,东街,36.0611,103.8343,
areas-report = “{ $name }”导完了，共 { $rows } 行，马上生效。
    新增 { $new } 个区域，更新 { $changed } 个，没变的 { $same } 个。{ $refused ->
        [0] {""}
       *[other] {""}
        没收 { $refused } 行：
    }
import-row-bad-name = 名字不对：2 到 40 个字，不能是公式或符号
import-row-bad-position = 经纬度不对，写成 36.0611 和 103.8343 这样的度数，两个都要
import-row-bad-outline = 范围看不懂，要 GeoJSON 的 Polygon 或 MultiPolygon
import-row-unknown-parent = 没有这个上级，表里和现有的区域里都没找到
import-row-several = 有好几个同名的，分不清是哪个。上级写全，比如：城关区/东街街道
import-row-cycle = 绕成圈了，它不能在自己里面
import-row-too-deep = 层级太多了，最多 10 层
import-row-twice = 和前面一行是同一个区域
