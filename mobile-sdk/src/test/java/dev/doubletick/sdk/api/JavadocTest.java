package dev.doubletick.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Every public type that an app sees says what it is, and so does every method of the types that an app calls first. */
class JavadocTest {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private final List<String> undocumented = new ArrayList<>();
    private int types;

    @Test
    void everyPublicTypeSaysWhatItIs() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("internal"))
                    .toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(docs).scan(unit, null);
            }
        }

        assertThat(undocumented).isEmpty();
        assertThat(types).isGreaterThan(15);
    }

    private final class Scanner extends TreePathScanner<Void, Void> {

        private final DocTrees docs;

        Scanner(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (type.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
                types++;
                require(type.getSimpleName().toString());
                return super.visitClass(type, null);
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            String owner = ((ClassTree) getCurrentPath().getParentPath().getLeaf())
                    .getSimpleName()
                    .toString();
            boolean entrance = owner.equals("Doubletick")
                    || owner.equals("DoubletickBuilder")
                    || owner.equals("DoubletickListener")
                    || owner.equals("MessageStore");
            boolean seen = method.getModifiers().getFlags().contains(Modifier.PUBLIC)
                    || isInterface(getCurrentPath().getParentPath());
            if (entrance && seen && !overrides(method)) {
                require(owner + "." + method.getName());
            }
            return null;
        }

        /** Documented where it comes from. */
        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        private boolean isInterface(TreePath owner) {
            return owner.getLeaf().getKind() == Tree.Kind.INTERFACE;
        }

        private void require(String name) {
            if (docs.getDocComment(getCurrentPath()) == null) {
                undocumented.add(name);
            }
        }
    }
}
