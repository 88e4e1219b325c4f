# `kaimen chat`: the bot in a terminal.

chat-name-resident = 居民
chat-name-staff = 科员
chat-name-admin = 管理员
chat-hello = 您是{ $who }{ $role ->
        [staff] ，{ $unit }的人
        [admin] ，管理员
       *[resident] ，一位居民
    }。直接打字说话；打数字选带编号的选项；发照片打 photo: 文件或随便一个词；发位置打 place: 纬度,经度；发文件打 file: 路径；/help 看能做什么；/quit 离开。
chat-first-unit = 还没有单位。第一个单位叫什么？
chat-new-unit = 还没有“{ $name }”这个单位。要新建吗？（是/否）
chat-wrong = 位置要写成 place: 30.27,120.15
audit-chat-as-admin = 在终端当管理员
audit-import = 导入表格
