import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** SearchNode for OpenSearch 3, which is told of its plugins in another way. */
public final class SearchNode3 {
    /** A node made of the jars on the class path: these are not installed as plugins, so they are named. */
    private static final class Bare extends Node {
        Bare(Settings settings, List<PluginInfo> plugins) {
            super(
                InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> settings.get("node.name")),
                plugins,
                true
            );
        }
    }

    private SearchNode3() {}

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            String[] named = argument.split("=", 2);
            settings.put(named[0], named[1]);
        }
        List<PluginInfo> plugins = new ArrayList<>();
        for (Class<?> plugin : List.of(Netty4ModulePlugin.class, CommonAnalysisModulePlugin.class, PainlessModulePlugin.class)) {
            String name = plugin.getName();
            plugins.add(new PluginInfo(name, name, "1", Version.CURRENT, "21", name, null, List.of(), false));
        }
        Bare node = new Bare(settings.build(), plugins);
        node.start();
        System.out.println("node started");
        new CountDownLatch(1).await();
    }
}
