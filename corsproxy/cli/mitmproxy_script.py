"""For people who start mitmproxy themselves: `mitmdump -s "$(corsproxy addon-path)"`.

mitmproxy runs this file anew whenever it changes; it has no effect at import.
"""

from __future__ import annotations

from corsproxy.cli.flow_files import export_har, render_report
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.chain import Placed
from corsproxy.proxy.collector import Settled

addons = [Placed(lambda: CorsProxy(render=render_report, export=export_har)), Settled()]
