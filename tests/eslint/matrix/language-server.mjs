// Opens a file in a language server, and answers the titles of the code actions for its first diagnostic.
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

export function fileActions(command, root, file, text) {
  const server = spawn(command, ['--lsp'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  const uri = pathToFileURL(file).href;
  const rootUri = pathToFileURL(root).href;
  let id = 0;
  const waiting = new Map();
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method, params) => {
    send({ id: ++id, method, params });
    return new Promise((resolve) => waiting.set(id, resolve));
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the language server does not answer')), 60_000);
    let buffer = Buffer.alloc(0);
    const onMessage = (message) => {
      if (message.id !== undefined && message.method === undefined) return waiting.get(message.id)?.(message.result);
      if (message.id !== undefined) return send({ id: message.id, result: message.method === 'workspace/configuration' ? [null] : null });
      if (message.method !== 'textDocument/publishDiagnostics' || message.params.diagnostics.length === 0) return undefined;
      const [diagnostic] = message.params.diagnostics;
      const context = { diagnostics: [diagnostic] };
      return request('textDocument/codeAction', { textDocument: { uri }, range: diagnostic.range, context }).then((actions) => {
        clearTimeout(timer);
        resolve((actions ?? []).map(({ title }) => title.replace(/^hidden-state\([^)]*\): /, '')));
        server.kill();
      });
    };
    server.stdout.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      for (;;) {
        const header = /^Content-Length: (\d+)\r\n[^]*?\r\n\r\n|^Content-Length: (\d+)\r\n\r\n/.exec(buffer.toString('latin1'));
        const length = Number(header?.[1] ?? header?.[2]);
        if (!header || buffer.length < header[0].length + length) return;
        const body = buffer.toString('utf8', header[0].length, header[0].length + length);
        buffer = buffer.subarray(header[0].length + length);
        onMessage(JSON.parse(body));
      }
    });
    server.on('error', reject);
    const folders = [{ uri: rootUri, name: 'x' }];
    request('initialize', {
      processId: process.pid,
      rootUri,
      workspaceFolders: folders,
      capabilities: { textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } } },
      initializationOptions: [{ workspaceUri: rootUri, options: { run: 'onType' } }],
    }).then(() => {
      send({ method: 'initialized', params: {} });
      send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'javascript', version: 1, text } } });
    });
  });
}
