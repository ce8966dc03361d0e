// The client: starts `convrules lsp` and lets the editor speak to it.
"use strict";

const { commands, window, workspace } = require("vscode");
const { LanguageClient, State, TransportKind } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

async function start() {
  const command = workspace.getConfiguration("convrules").get("commande", "convrules");
  client = new LanguageClient(
    "convrules",
    "convrules",
    { command, args: ["lsp"], transport: TransportKind.stdio },
    {
      documentSelector: [{ scheme: "file", language: "yaml" }],
      synchronize: { fileEvents: workspace.createFileSystemWatcher("**/{*.yaml,*.yml,convrules.toml}") },
    },
  );
  try {
    await client.start();
  } catch (error) {
    window.showErrorMessage(
      `convrules ne démarre pas (${error.message}). Installez-le (pip install "convrules[lsp]") ou dites où il ` +
        "est dans le réglage « convrules.commande ».",
    );
  }
}

async function stop() {
  if (client !== undefined && client.state === State.Running) {
    await client.stop();
  }
  client = undefined;
}

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("convrules.relancer", async () => {
      await stop();
      await start();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
