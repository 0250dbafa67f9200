// Adds one import and one call to every module below a folder, with ts-morph.
import { IndentationText, Project, QuoteKind, SyntaxKind } from 'ts-morph';

const project = new Project({
  skipAddingFilesFromTsConfig: true,
  skipFileDependencyResolution: true,
  manipulationSettings: { quoteKind: QuoteKind.Single, indentationText: IndentationText.TwoSpaces },
});
project.addSourceFilesAtPaths(process.argv[2] + '/**/*.ts');

for (const file of project.getSourceFiles()) {
  file.addImportDeclaration({ moduleSpecifier: '@acme/metrics', namedImports: ['metrics'] });
  const body = file.getFunctionOrThrow('register').getBodyOrThrow().asKindOrThrow(SyntaxKind.Block);
  const parser = body.getStatements().findIndex((statement) => statement.getText() === 'app.use(json());');
  body.insertStatements(parser + 1, 'app.use(metrics());');
}
project.saveSync();
