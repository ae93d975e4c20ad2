# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `make docs` adds to the conf.py that antsibull-docs writes."""

extensions = ["sphinx_antsibull_ext", "ansible_collections.vaultpipe.azure.docs.site.extension"]
intersphinx_mapping: dict[str, tuple[str, None]] = {}  # the build needs no network; extension.py knows Ansible's own labels
project = title = html_short_title = "vaultpipe.azure"
copyright = "vaultpipe contributors"  # noqa: A001 - Sphinx' name
smartquotes = False  # two hyphens of an option stay two
html_static_path = ["../../docs/site/static"]
html_css_files = ["site.css"]
