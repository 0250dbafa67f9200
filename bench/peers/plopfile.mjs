// The generator that plop runs: all templates of a folder, with two answers that the command line gives.
const templates = process.env.BENCH_TEMPLATES + '/plop';

export default function (plop) {
  plop.setGenerator('service', {
    description: 'a service',
    prompts: [
      { type: 'input', name: 'name', message: 'name' },
      { type: 'input', name: 'port', message: 'port' },
    ],
    actions: [
      { type: 'addMany', destination: '.', base: templates, templateFiles: templates + '/**', globOptions: { dot: true } },
    ],
  });
}
