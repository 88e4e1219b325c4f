"""What people would write who want to keep what residents say: python-telegram-bot, and aiosqlite for each message.

python -m benchmarks.plain URL TOKEN FILE
"""

import logging
import sys
import time
from typing import Any

import aiosqlite
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def opened(application: Any) -> None:
    db = await aiosqlite.connect(application.bot_data["file"])
    await db.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, chat INTEGER, text TEXT, at REAL)")
    await db.commit()
    application.bot_data["db"] = db


async def closed(application: Any) -> None:
    await application.bot_data["db"].close()


async def keep(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        db: aiosqlite.Connection = context.bot_data["db"]
        cursor = await db.execute(
            "INSERT INTO messages (chat, text, at) VALUES (?, ?, ?)",
            (update.message.chat_id, update.message.text, time.time()),
        )
        await db.commit()
        await update.message.reply_text(f"收到，编号 {cursor.lastrowid}")


def main(url: str, token: str, file: str) -> None:
    logging.basicConfig(level=logging.WARNING)
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    application = builder.post_init(opened).post_shutdown(closed).build()
    application.bot_data["file"] = file
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, keep))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main(*sys.argv[1:])
