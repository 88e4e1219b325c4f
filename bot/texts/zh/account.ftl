# Arriving, joining, language, one's own data.

start = 您好，这里是{ $office }。
    有什么事要反映，直接发给我：一句话、一张照片都行。我登记好，交给负责的单位，有答复马上告诉您。
    比如：幸福小区门口路灯坏了一周
start-group = 大家好，这里是{ $office }。要反映事情，请私下跟我说：{ $link }
group-hello = 大家好，这里是{ $office }。管理员发 /unit 单位名 group，这个群就会收到那个单位的日报。
help = { $office }：有什么事要反映，直接说就行，不用命令。
    发“进度”看办到哪儿了。还可以：
help-work = 工作上用的：
help-line = /{ $name } { $what }
join-how = 请把邀请码写在后面，比如：/join AbC123…
join-wrong = 这个邀请码用不了，可能已经用过或过期了。请管理员再发一个。
join-too-many = 试错太多次了。请过 15 分钟再试，或请管理员再发一个邀请。
join-admin = 您现在是管理员了。第一步：发 /units 建单位，再发 /invite 请人进来。全部命令看 /help。
join-dispatcher = 您现在是派单员了。拿不准的诉求会发给您，点一下就分派。发 /triage 开始。
join-member = 您已加入{ $unit }{ $lead ->
        [yes] ，是负责人
       *[no] {""}
    }。每个工作日 { $hour } 发日报，随时发 /inbox 看待办。
language-set = 好的，以后说中文。
button-other-language = English
join-not-yourself = 自己的权限不能自己加。这个邀请还有效，可以转给别人。
privacy = 我们存的：您的账号名、留的电话、说的话和照片、办理经过。只有办您这件事的单位、派单员和管理员能看到，别的居民看不到。
    选了“不留名”，谁也看不到是您。电话、身份证号都打码；办这件事的单位要看完整的，看了有记录。
    办结 { $identity } 天后，不再留是谁反映的；{ $days } 天后，内容也删掉。
    要一份：/export_my_data　全部删除：/delete_my_data
notice = 先跟您说一声：您发的话、照片和账号名会存下来，只给帮您办的人看。办结 { $identity } 天后不再留您是谁，{ $days } 天后内容也删掉。
    接着用就是同意，不用点什么；不同意，点下面，马上全删。
    详细：/privacy
button-disagree = 不同意，全删掉
export = 这是您在这里的全部资料。
delete-sure = 真的要全部删除吗？您说过的话、照片、账号名都会删掉，找不回来，没办完的也不再回复您。
button-erase-me = 全部删除
deleted = 都删掉了。以后有事，随时再来。
delete-not = 好，什么都没删。
last-admin = 您是最后一位管理员，先用 /invite admin 请一位新的管理员，再删自己的资料。

command-start = 打个招呼
command-my = 我的诉求和进度
command-help = 能做什么
command-language = 换成 English
command-privacy = 存了什么、存多久
command-export-my-data = 要一份我的资料
command-delete-my-data = 删除我的资料
command-join = 用邀请码加入
command-withdraw = 撤回一件诉求
command-stop = 不想再收消息

stop = 平时不打扰您：只有您自己的事有了进展，才给您发消息。
    不想再收：在 Telegram 里停用这个机器人就行；要删掉资料，发 /delete_my_data。
