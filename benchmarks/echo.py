"""What people would write instead: the echo bot of python-telegram-bot's examples, with its own polling.

python -m benchmarks.echo URL TOKEN one|many: `one` handles updates one at a time, as the library does by default;
`many` has concurrent_updates=True (256 at once).
"""

import logging
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(url: str, token: str, how: str) -> None:
    logging.basicConfig(level=logging.WARNING)
    builder = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    if how == "many":
        builder = builder.concurrent_updates(True)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main(*sys.argv[1:])
