package org.conductance4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pickles of a PyTorch state dictionary and nothing else. It knows a closed list of
 * instructions and a closed list of classes, each of which becomes a plain value. Anything else is
 * refused by name and never executed.
 */
final class CheckpointUnpickler extends Unpickler {

  /** Names the class or instruction that was refused. */
  static final class RefusedException extends PickleException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /** A storage class as a value, which persistent ids refer to. */
  private record StorageClass(ElementType type) implements IObjectConstructor {
    @Override
    public Object construct(Object[] arguments) {
      throw new RefusedException("a storage made inside the pickle");
    }
  }

  private static final Map<String, IObjectConstructor> CLASSES =
      Map.of(
          "collections.OrderedDict", CheckpointUnpickler::dictionary,
          "torch.Size", arguments -> arguments[0],
          "torch._utils._rebuild_tensor", CheckpointUnpickler::tensor,
          "torch._utils._rebuild_tensor_v2", CheckpointUnpickler::tensor,
          "torch._utils._rebuild_parameter", arguments -> arguments[0]);

  private final Map<String, StoredTensor.Storage> storages;

  /**
   * Creates a reader.
   *
   * @param storages receives the storages that tensors refer to, by key
   */
  CheckpointUnpickler(Map<String, StoredTensor.Storage> storages) {
    this.storages = storages;
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    switch (key) {
      case Opcodes.GLOBAL -> stack.add(allowed(line(), line()));
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        stack.add(allowed((String) stack.pop(), (String) name));
      }
      case Opcodes.REDUCE -> reduce();
      case Opcodes.BUILD -> build();
      case Opcodes.BINUNICODE, Opcodes.BINSTRING -> stack.add(text());
      case Opcodes.SETITEMS -> setItems();
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object name = stack.pop();
        put(name, value);
      }
      case Opcodes.PROTO,
          Opcodes.STOP,
          Opcodes.FRAME,
          Opcodes.MARK,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.SHORT_BINSTRING,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.EMPTY_DICT,
          Opcodes.MEMOIZE,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPERSID -> {
        return super.dispatch(key);
      }
      default -> throw new RefusedException("the pickle instruction " + key);
    }
    return NO_RETURN_VALUE;
  }

  /** A storage: ('storage', class, key, device, number of elements[, view]). */
  @Override
  protected Object persistentLoad(Object id) {
    Object[] parts = (Object[]) id;
    if (!"storage".equals(parts[0]) || !(parts[1] instanceof StorageClass storageClass)) {
      throw new RefusedException("a persistent id that is no storage");
    }
    String key = (String) parts[2];
    StoredTensor.Storage storage =
        new StoredTensor.Storage(storageClass.type, ((Number) parts[4]).longValue());
    if (storage.length() < 0 || (parts.length > 5 && parts[5] != null)) {
      throw new RefusedException("a view of a storage");
    }
    StoredTensor.Storage known = storages.putIfAbsent(key, storage);
    if (known != null && (known.type() != storage.type() || known.length() != storage.length())) {
      throw new RefusedException("a storage declared twice");
    }
    return known == null ? storage : known;
  }

  private static IObjectConstructor allowed(String module, String name) {
    String full = module + "." + name;
    IObjectConstructor constructor = CLASSES.get(full);
    if (constructor != null) {
      return constructor;
    }
    Optional<ElementType> type =
        module.equals("torch") ? ElementType.ofStorage(name) : Optional.empty();
    return type.map(StorageClass::new).orElseThrow(() -> new RefusedException("the class " + full));
  }

  private void reduce() {
    Object[] arguments = (Object[]) stack.pop();
    IObjectConstructor constructor = (IObjectConstructor) stack.pop();
    stack.add(constructor.construct(arguments));
  }

  /** Reads and drops the attributes of a dictionary, which are its metadata. */
  private void build() {
    stack.pop();
    if (!(stack.peek() instanceof Map)) {
      throw new RefusedException("attributes of something that is no dictionary");
    }
  }

  private void setItems() {
    List<Object> items = stack.pop_all_since_marker();
    for (int i = 0; i + 1 < items.size(); i += 2) {
      put(items.get(i), items.get(i + 1));
    }
  }

  private void put(Object name, @Nullable Object value) {
    if (!(name instanceof String || name instanceof Number)) {
      throw new RefusedException("a dictionary key that is no name");
    }
    @SuppressWarnings("unchecked")
    Map<Object, @Nullable Object> target = (Map<Object, @Nullable Object>) stack.peek();
    target.put(name, value);
  }

  /** Text whose length is checked before memory is allocated for it. */
  private String text() throws IOException {
    int length = PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, 4));
    if (length < 0 || length > input.available()) {
      throw new IOException("a text longer than the file");
    }
    return new String(input.readNBytes(length), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    return PickleUtils.readline(input);
  }

  private static Object dictionary(Object[] arguments) {
    Map<Object, Object> result = new LinkedHashMap<>();
    if (arguments.length > 0) {
      for (Object pair : (List<?>) arguments[0]) {
        Object[] item = pair instanceof List<?> list ? list.toArray() : (Object[]) pair;
        result.put((String) item[0], item[1]);
      }
    }
    return result;
  }

  private static Object tensor(Object[] arguments) {
    return new StoredTensor(
        (StoredTensor.Storage) arguments[0],
        ((Number) arguments[1]).longValue(),
        longs(arguments[2]),
        longs(arguments[3]));
  }

  private static long[] longs(Object tuple) {
    Object[] items = tuple instanceof List<?> list ? list.toArray() : (Object[]) tuple;
    long[] values = new long[items.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Number) items[i]).longValue();
    }
    return values;
  }
}
