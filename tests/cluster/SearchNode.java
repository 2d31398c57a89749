import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of a cluster for tests, with the settings that its arguments give as NAME=VALUE. It runs until it is ended. */
public final class SearchNode {
    /** A node made of the jars on the class path: these are not installed as plugins, so they are named. */
    private static final class Bare extends Node {
        Bare(Settings settings, Collection<Class<? extends Plugin>> plugins) {
            super(
                InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> settings.get("node.name")),
                plugins,
                true
            );
        }
    }

    private SearchNode() {}

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            String[] named = argument.split("=", 2);
            settings.put(named[0], named[1]);
        }
        List<Class<? extends Plugin>> plugins =
            new ArrayList<>(List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class));
        Bare node = new Bare(settings.build(), plugins);
        node.start();
        System.out.println("node started");
        new CountDownLatch(1).await();
    }
}
