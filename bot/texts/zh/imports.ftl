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

import-row-no-text = 没有内容
import-row-too-long = 太长
import-row-bad-time = 时间看不懂，写成 2026-11-23 08:30 就行
import-row-bad-characters = 有乱码
import-row-extra-cells = 比表头多出几格，可能是文字里的逗号没加引号
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
