#!/usr/bin/env bash
# The longer job of the VS Code extension: its colours on real sentences, and a package that installs.
# Needs node and npm, and downloads what package-lock.json names.
set -euo pipefail
cd "$(dirname "$0")/../editors/vscode"
npm ci --no-audit --no-fund --ignore-scripts
npm test
npm run pack
